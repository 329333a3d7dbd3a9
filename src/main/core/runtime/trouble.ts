import { type Failure, FailureError } from '../../../shared/model/failure.ts'
import type { Emit } from './events.ts'
import type { Log } from './log.ts'

/** Failure of this workstation, and the edge at which background work may fail without ending the process. */
export interface Trouble {
  readonly current: () => Failure | null
  /** States a trouble that lasts until the program ends. */
  readonly state: (failure: Failure) => void
  /** Runs work that writes. Returns false when it failed; a full disk is told as trouble until the next write that works. */
  readonly writing: (work: () => void) => boolean
}

export function createTrouble(parts: { readonly emit: Emit; readonly log: Log }): Trouble {
  let lasting: Failure | null = null
  let diskFull: Failure | null = null
  const current = () => diskFull ?? lasting
  const tell = () => parts.emit({ name: 'troubleChanged', payload: { trouble: current() } })

  return {
    current,
    state: (failure) => {
      lasting = failure
      tell()
    },
    writing: (work) => {
      try {
        work()
      } catch (error) {
        if (error instanceof FailureError && error.failure.kind === 'diskFull') {
          const first = diskFull === null
          diskFull = error.failure
          if (first) {
            parts.log.warn({ kind: 'diskFull' }, 'the disk is full')
            tell()
          }
        } else {
          parts.log.error({ err: describeDefect(error) }, 'background work failed')
        }
        return false
      }
      if (diskFull !== null) {
        diskFull = null
        tell()
      }
      return true
    },
  }
}

/** The name and place of a defect without its message, which may hold content. */
export function describeDefect(error: unknown): { readonly name: string; readonly stack?: string } {
  if (!(error instanceof Error)) return { name: typeof error }
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line))
  return { name: error.name, ...(frames && { stack: frames.slice(0, 8).join('\n') }) }
}
