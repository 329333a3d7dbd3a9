import type { CallId } from '../../src/shared/model/call.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { PresenceRegistry } from '../presence/presenceRegistry.ts'
import type { CallRecord } from '../store/calls/callStore.ts'

export interface Reconnections {
  /** Waits for a device of an active call. */
  readonly await: (call: CallRecord) => void
  /** A device has connected again: nothing is lost, if the other one is there too. */
  readonly reconnected: (call: CallRecord) => void
  /** The call is over. */
  readonly cancel: (id: CallId) => void
  /** Cancels all timers; none is set from then on. */
  readonly close: () => void
}

/** Time for which a device of an active call may be without a connection, in ms: media goes its own way meanwhile. */
const reconnectsWithinMs = 30_000

/** Creates the timers of active calls of which a device has no connection. `lost` is called with a call whose device stays away. */
export function createReconnections(
  registry: Pick<PresenceRegistry, 'hasDevice'>,
  clock: Clock,
  lost: (call: CallRecord) => void,
): Reconnections {
  const timers = new Map<CallId, () => void>()
  let isClosed = false

  function cancel(id: CallId): void {
    timers.get(id)?.()
    timers.delete(id)
  }

  return {
    await: (call) => {
      if (isClosed || timers.has(call.id)) return
      const giveUp = () => {
        timers.delete(call.id)
        if (!areBothConnected(registry, call)) lost(call)
      }
      timers.set(call.id, clock.after(reconnectsWithinMs, giveUp))
    },
    reconnected: (call) => {
      if (call.state === 'active' && areBothConnected(registry, call)) cancel(call.id)
    },
    cancel,
    close: () => {
      isClosed = true
      for (const id of [...timers.keys()]) cancel(id)
    },
  }
}

function areBothConnected(registry: Pick<PresenceRegistry, 'hasDevice'>, call: CallRecord): boolean {
  return (
    registry.hasDevice(call.callerId, call.callerDevice) &&
    call.calleeDevice !== null &&
    registry.hasDevice(call.calleeId, call.calleeDevice)
  )
}
