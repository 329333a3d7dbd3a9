import type { CallId } from '../../src/shared/model/call.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { CallRecord } from '../store/calls/callStore.ts'

export interface Ringing {
  /** Sets the timer of a call that rings. */
  readonly start: (call: CallRecord) => void
  /** Notes that a call was initiated on this node, which ends it when it stops. */
  readonly own: (id: CallId) => void
  /** The call rings no more. */
  readonly stop: (id: CallId) => void
  /** Calls that were initiated on this node and ring. */
  readonly ownIds: () => CallId[]
  /** Cancels all timers; none is set from then on. */
  readonly close: () => void
}

/** Creates the timers of the calls that ring. `unanswered` is called with each that nobody has answered in time. */
export function createRinging(clock: Clock, unanswered: (call: CallRecord) => void): Ringing {
  const timers = new Map<CallId, () => void>()
  const own = new Set<CallId>()
  let isClosed = false

  function cancel(id: CallId): void {
    timers.get(id)?.()
    timers.delete(id)
  }

  return {
    start: (call) => {
      cancel(call.id)
      if (isClosed) return
      const delayMs = Math.max(0, call.ringsUntilMs - clock.now())
      timers.set(
        call.id,
        clock.after(delayMs, () => unanswered(call)),
      )
    },
    own: (id) => void own.add(id),
    stop: (id) => {
      cancel(id)
      own.delete(id)
    },
    ownIds: () => [...own],
    close: () => {
      isClosed = true
      for (const id of [...timers.keys()]) cancel(id)
    },
  }
}
