import type { CallId } from '../../src/shared/model/call.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import { accessOf } from '../sessions/access/access.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import type { CallRecord } from '../store/calls/callStore.ts'
import type { Store } from '../store/store.ts'
import type { CallPrincipal } from './callUseCases.ts'
import type { OpenCalls } from './openCalls.ts'

export interface CallAccessParts {
  readonly store: Pick<Store, 'calls'>
  readonly sessionCache: SessionCache
  readonly open: Pick<OpenCalls, 'find'>
}

/**
 * Returns the call, if the principal is one of its two parties and still in its session. Throws
 * `FailureError('notFound')` otherwise.
 */
export async function requireCall(
  { store, sessionCache, open }: CallAccessParts,
  principal: CallPrincipal,
  id: CallId,
): Promise<CallRecord> {
  const known = open.find(id)
  const call = known?.state === 'active' ? known : await store.calls.find(id)
  const isParty = call && (call.callerId === principal.userId || call.calleeId === principal.userId)
  const session = isParty ? await sessionCache.get(call.sessionId) : undefined
  if (!call || !session || !accessOf(session, principal)?.isParticipant)
    throw new FailureError('notFound', 'Call not found')
  return call
}

/** Returns whether the device is one of the two that are in the call; while it rings that is the caller's. */
export function isInCall(call: CallRecord, { userId, device }: Pick<CallPrincipal, 'userId' | 'device'>): boolean {
  const isCaller = call.callerId === userId && call.callerDevice === device
  return isCaller || (call.calleeId === userId && call.calleeDevice === device)
}

/** Throws `FailureError('forbidden')` unless the device is in the call. */
export function requireInCall(call: CallRecord, principal: CallPrincipal): void {
  if (!isInCall(call, principal)) throw new FailureError('forbidden', 'This device is not in the call.')
}

/** Throws `FailureError('conflict')` unless the call rings or is active. */
export function requireOpenCall(call: CallRecord, verb: string): void {
  if (call.state !== 'ringing' && call.state !== 'active') throw wrongState(verb, call.state)
}

/** Returns the refusal of what cannot be done with a call in this state. */
export function wrongState(verb: string, state: CallRecord['state'] | undefined): FailureError {
  return new FailureError('conflict', `Cannot ${verb} call in ${state ?? 'ended'} state`)
}
