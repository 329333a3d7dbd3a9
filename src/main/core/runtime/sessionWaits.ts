import type { SessionId } from '../../../shared/model/ids.ts'
import { type BackOff, backOffMs } from '../../../shared/model/timing/backOff.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Random } from './random.ts'

export type SessionWaits = ReturnType<typeof createSessionWaits>

/** Creates the waits between attempts of each session, which grow with its failures in a row; `over` is called after each. */
export function createSessionWaits(parts: {
  readonly clock: Clock
  readonly random: Random
  readonly backOff: BackOff
  readonly over: () => void
}) {
  const failuresOf = new Map<SessionId, number>()
  const cancels = new Map<SessionId, () => void>()
  let isClosed = false

  function forget(sessionId: SessionId): void {
    cancels.get(sessionId)?.()
    cancels.delete(sessionId)
    failuresOf.delete(sessionId)
  }

  function forgetAll(): void {
    for (const sessionId of [...cancels.keys()]) forget(sessionId)
  }

  return {
    has: (sessionId: SessionId): boolean => cancels.has(sessionId),
    /** An attempt of this session has failed: it waits. */
    begin: (sessionId: SessionId): void => {
      if (isClosed) return
      const failures = (failuresOf.get(sessionId) ?? 0) + 1
      failuresOf.set(sessionId, failures)
      cancels.get(sessionId)?.()
      const cancel = parts.clock.after(backOffMs(failures, parts.backOff, parts.random), () => {
        cancels.delete(sessionId)
        parts.over()
      })
      cancels.set(sessionId, cancel)
    },
    /** A message of this session has come to its end: the next failure is the first. */
    succeeded: (sessionId: SessionId): void => {
      failuresOf.delete(sessionId)
    },
    forget,
    forgetAll,
    close: (): void => {
      isClosed = true
      forgetAll()
    },
  }
}
