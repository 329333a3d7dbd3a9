import { type Failure, FailureError } from '../../../shared/model/failure.ts'
import { describeDefect } from './describeDefect.ts'
import type { Emit } from './events.ts'
import type { Log } from './log.ts'

/** Health of this workstation's storage, and the edge at which background work may fail without ending the process. */
export interface StorageHealth {
  readonly current: () => Failure | null
  /** Reports a failure that lasts until the program ends. */
  readonly report: (failure: Failure) => void
  /** Runs work that writes. Returns false when it failed; a full disk is a failure until the next write that works. */
  readonly write: (work: () => void) => boolean
}

/** Creates the health of the storage, good until a write fails or a failure is reported. */
export function createStorageHealth(parts: { readonly emit: Emit; readonly log: Log }): StorageHealth {
  let lasting: Failure | null = null
  let diskFull: Failure | null = null
  const current = () => diskFull ?? lasting
  const emitChange = () => parts.emit({ name: 'troubleChanged', payload: { trouble: current() } })

  return {
    current,
    report: (failure) => {
      lasting = failure
      emitChange()
    },
    write: (work) => {
      try {
        work()
      } catch (error) {
        if (error instanceof FailureError && error.failure.kind === 'diskFull') {
          const first = diskFull === null
          diskFull = error.failure
          if (first) {
            parts.log.warn({ kind: 'diskFull' }, 'the disk is full')
            emitChange()
          }
        } else {
          parts.log.error({ err: describeDefect(error) }, 'background work failed')
        }
        return false
      }
      if (diskFull !== null) {
        diskFull = null
        emitChange()
      }
      return true
    },
  }
}
