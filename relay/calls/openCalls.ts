import type { CallId } from '../../src/shared/model/call.ts'
import type { PresenceRegistry } from '../presence/presenceRegistry.ts'
import type { CallRecord } from '../store/calls/callStore.ts'
import type { Reconnections } from './reconnections.ts'
import type { Ringing } from './ringing.ts'

export interface OpenCalls {
  /** Takes over the state that a call has now, with its timers and the presence of its parties. */
  readonly update: (call: CallRecord) => void
  readonly find: (id: CallId) => CallRecord | undefined
  readonly all: () => CallRecord[]
}

export interface OpenCallsParts {
  readonly registry: Pick<PresenceRegistry, 'enterCall' | 'leaveCall'>
  readonly ringing: Pick<Ringing, 'start' | 'stop'>
  readonly reconnections: Pick<Reconnections, 'cancel'>
}

/** Most ended calls that are remembered: events of other nodes may cross on the way. */
const rememberedAtMost = 10_000

/** Creates the list of the calls that are open, as this node knows them. */
export function createOpenCalls({ registry, ringing, reconnections }: OpenCallsParts): OpenCalls {
  const calls = new Map<CallId, CallRecord>()
  const over = new Set<CallId>()

  function rememberEnded(id: CallId): void {
    over.add(id)
    for (const oldest of over) {
      if (over.size <= rememberedAtMost) break
      over.delete(oldest)
    }
  }

  return {
    update: (call) => {
      const before = calls.get(call.id)
      // A call never goes back: not from active to ringing, and not from its end.
      if (over.has(call.id) || before?.state === call.state || (before && call.state === 'ringing')) return
      if (call.state === 'ringing') {
        calls.set(call.id, call)
        ringing.start(call)
        return
      }
      ringing.stop(call.id)
      if (call.state === 'active') {
        calls.set(call.id, call)
        registry.enterCall(call.callerId, call.id)
        registry.enterCall(call.calleeId, call.id)
        return
      }
      reconnections.cancel(call.id)
      calls.delete(call.id)
      rememberEnded(call.id)
      registry.leaveCall(call.callerId, call.id)
      registry.leaveCall(call.calleeId, call.id)
    },
    find: (id) => calls.get(id),
    all: () => [...calls.values()],
  }
}
