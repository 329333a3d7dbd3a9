import type { CallId, CallState } from '../../src/shared/model/call.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { DeviceEvent } from '../events/deviceEvent.ts'
import type { RelayEvents } from '../sessions/sessionEvents.ts'
import type { CallChange, CallRecord } from '../store/calls/callStore.ts'
import type { Store } from '../store/store.ts'
import { acceptedEvents, endedEvents, missedEvents, rejectedEvents } from './callEvents.ts'
import type { CallPrincipal } from './callUseCases.ts'

/** Device that asks for something. */
export type CallDevice = Pick<CallPrincipal, 'userId' | 'device'>

/**
 * Changes of a call's state. Each is stored and published. Of all that try at once, on any node, one succeeds; the others get
 * undefined, and nothing changes.
 */
export interface CallTransitions {
  readonly accept: (id: CallId, by: CallDevice) => Promise<CallRecord | undefined>
  readonly reject: (id: CallId, by: CallDevice, reason?: string) => Promise<CallRecord | undefined>
  readonly miss: (id: CallId) => Promise<CallRecord | undefined>
  /** `by` null: the relay ends it. */
  readonly end: (
    id: CallId,
    from: readonly CallState[],
    by: CallDevice | null,
    reason: 'hungUp' | 'cancelled' | 'connectionLost' | 'stopped',
  ) => Promise<CallRecord | undefined>
}

export interface CallTransitionsParts {
  readonly store: Pick<Store, 'calls'>
  readonly publish: RelayEvents['publish']
  readonly clock: Pick<Clock, 'now'>
}

export function createCallTransitions({ store, publish, clock }: CallTransitionsParts): CallTransitions {
  async function change(
    id: CallId,
    from: readonly CallState[],
    to: CallChange,
    eventsOf: (call: CallRecord) => readonly DeviceEvent[],
  ): Promise<CallRecord | undefined> {
    const call = await store.calls.change(id, from, to)
    if (!call) return undefined
    publish({ kind: 'call', call, tells: eventsOf(call) })
    return call
  }
  const over = (
    state: 'rejected' | 'missed' | 'ended',
    endedBy: UserId | null,
    endReason: string | null,
  ): CallChange => ({ state, endedAtMs: clock.now(), endedBy, endReason })

  return {
    accept: (id, { device }) =>
      change(id, ['ringing'], { state: 'active', calleeDevice: device, acceptedAtMs: clock.now() }, acceptedEvents),
    reject: (id, { userId, device }, reason) =>
      change(id, ['ringing'], over('rejected', userId, reason ?? null), (call) => rejectedEvents(call, device)),
    miss: (id) => change(id, ['ringing'], over('missed', null, null), missedEvents),
    end: (id, from, by, reason) =>
      change(id, from, over('ended', by?.userId ?? null, reason), (call) => endedEvents(call, by)),
  }
}
