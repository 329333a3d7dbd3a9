import { FailureError } from '../../src/shared/model/failure.ts'
import type { CallRecord } from '../store/calls/callStore.ts'
import type { Store } from '../store/store.ts'
import { wrongState } from './callAccess.ts'
import { durationMsOf } from './callEvents.ts'
import type { CallTransitions } from './callTransitions.ts'
import type { CallPrincipal } from './callUseCases.ts'
import type { Reconnections } from './reconnections.ts'

export interface AnswerCallParts {
  readonly store: Pick<Store, 'calls'>
  readonly transitions: CallTransitions
  readonly reconnections: Pick<Reconnections, 'await' | 'reconnected'>
}

/** Accepts the call on the principal's device; returns it as it is then. Refuses as `CallUseCases.accept` does. */
export async function acceptCall(
  { store, transitions, reconnections }: AnswerCallParts,
  call: CallRecord,
  principal: CallPrincipal,
): Promise<CallRecord> {
  if (call.calleeId !== principal.userId) throw new FailureError('forbidden', 'Only who is called can accept.')
  const accepted = await transitions.accept(call.id, principal)
  if (accepted) {
    // The caller's device may be without a connection just now.
    reconnections.await(accepted)
    reconnections.reconnected(accepted)
    return accepted
  }
  const now = await store.calls.find(call.id)
  if (now?.state === 'active' && now.calleeDevice === principal.device) return now
  throw wrongState('accept', now?.state)
}

/** Rejects the call. Refuses as `CallUseCases.reject` does; one that was rejected already stays so. */
export async function rejectCall(
  { store, transitions }: AnswerCallParts,
  call: CallRecord,
  principal: CallPrincipal,
  reason: string | undefined,
): Promise<void> {
  if (call.calleeId !== principal.userId) throw new FailureError('forbidden', 'Only who is called can reject.')
  if (call.state === 'rejected' || (await transitions.reject(call.id, principal, reason))) return
  const now = await store.calls.find(call.id)
  if (now?.state !== 'rejected') throw wrongState('reject', now?.state)
}

/** Ends the call, in whatever state it is by now; returns how long it was active. */
export async function endCall(
  { store, transitions }: AnswerCallParts,
  call: CallRecord,
  principal: CallPrincipal,
): Promise<number> {
  const isCallee = call.calleeId === principal.userId
  const ended =
    (await (isCallee
      ? transitions.reject(call.id, principal)
      : transitions.end(call.id, ['ringing'], principal, 'cancelled'))) ??
    (await transitions.end(call.id, ['active'], principal, 'hungUp')) ??
    (await store.calls.find(call.id))
  return ended ? durationMsOf(ended) : 0
}
