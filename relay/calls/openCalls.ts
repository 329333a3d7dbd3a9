import type { CallId } from '../../src/shared/model/call.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { PresenceRegistry } from '../presence/presenceRegistry.ts'
import type { CallRecord } from '../store/callStore.ts'

export interface OpenCalls {
  /** Takes note of what a call is now: it sets its timer, and what the others see of its parties. */
  readonly note: (call: CallRecord) => void
  readonly find: (id: CallId) => CallRecord | undefined
  readonly all: () => CallRecord[]
  /** Waits for a device of an active call, and says that it is lost if it does not come back. */
  readonly awaitReturn: (call: CallRecord) => void
  /** A device is back: nothing is lost, if the other one is there too. */
  readonly returned: (call: CallRecord) => void
  /** No timer runs from then on. */
  readonly close: () => void
}

export interface OpenCallsParts {
  readonly registry: PresenceRegistry
  readonly clock: Clock
  /** Nobody has answered in time. */
  readonly ringsOut: (call: CallRecord) => void
  /** A device of an active call has not come back. */
  readonly lost: (call: CallRecord) => void
}

/** Time for which a device of an active call may be without a connection, in ms: media goes its own way meanwhile. */
const returnsWithinMs = 30_000
/** Most ended calls that are remembered: news of other nodes may cross on the way. */
const rememberedAtMost = 10_000

/** The calls that are open, as this node knows them, with their timers. */
export function createOpenCalls({ registry, clock, ringsOut, lost }: OpenCallsParts): OpenCalls {
  const calls = new Map<CallId, CallRecord>()
  const timers = new Map<CallId, () => void>()
  const over = new Set<CallId>()
  let isClosed = false

  function cancel(id: CallId): void {
    timers.get(id)?.()
    timers.delete(id)
  }
  function isWhole(call: CallRecord): boolean {
    return (
      registry.hasDevice(call.callerId, call.callerDevice) &&
      call.calleeDevice !== null &&
      registry.hasDevice(call.calleeId, call.calleeDevice)
    )
  }

  return {
    note: (call) => {
      const before = calls.get(call.id)
      // A call never goes back: not from active to ringing, and not from its end.
      if (over.has(call.id) || before?.state === call.state || (before && call.state === 'ringing')) return
      cancel(call.id)
      if (call.state === 'ringing') {
        calls.set(call.id, call)
        const delayMs = Math.max(0, call.ringsUntilMs - clock.now())
        timers.set(
          call.id,
          clock.after(delayMs, () => ringsOut(call)),
        )
      } else if (call.state === 'active') {
        calls.set(call.id, call)
        registry.enterCall(call.callerId, call.id)
        registry.enterCall(call.calleeId, call.id)
      } else {
        calls.delete(call.id)
        over.add(call.id)
        for (const id of over) {
          if (over.size <= rememberedAtMost) break
          over.delete(id)
        }
        registry.leaveCall(call.callerId, call.id)
        registry.leaveCall(call.calleeId, call.id)
      }
    },
    find: (id) => calls.get(id),
    all: () => [...calls.values()],
    awaitReturn: (call) => {
      if (isClosed || timers.has(call.id)) return
      const giveUp = () => {
        timers.delete(call.id)
        if (calls.get(call.id)?.state === 'active' && !isWhole(call)) lost(call)
      }
      timers.set(call.id, clock.after(returnsWithinMs, giveUp))
    },
    returned: (call) => {
      if (call.state === 'active' && isWhole(call)) cancel(call.id)
    },
    close: () => {
      isClosed = true
      for (const id of [...timers.keys()]) cancel(id)
    },
  }
}
