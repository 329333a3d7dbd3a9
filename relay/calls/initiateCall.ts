import { FailureError } from '../../src/shared/model/failure.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { UpRequest } from '../../src/shared/protocol/up.ts'
import type { PresenceRegistry } from '../presence/presenceRegistry.ts'
import { type Access, isOpen, requireAccess } from '../sessions/access/access.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import type { CallRecord } from '../store/calls/callStore.ts'
import type { Store } from '../store/store.ts'
import type { CallLimiter } from './callLimiter.ts'
import type { CallTransitions } from './callTransitions.ts'
import type { CallPrincipal } from './callUseCases.ts'

export interface InitiateCallParts {
  readonly store: Pick<Store, 'calls'>
  readonly sessionCache: SessionCache
  readonly registry: Pick<PresenceRegistry, 'hasDevice'>
  readonly limiter: Pick<CallLimiter, 'initiate'>
  readonly transitions: Pick<CallTransitions, 'end'>
  /** Returns whether the call is among those that this node knows as open. */
  readonly isKnown: (call: CallRecord) => boolean
  /** Publishes a call that rings from this node. */
  readonly ring: (call: CallRecord) => void
  readonly clock: Pick<Clock, 'now'>
}

type Request = UpRequest<'call:initiate'>

/** Stores a call that rings, and returns it. See `CallUseCases.initiate`. */
export type InitiateCall = (principal: CallPrincipal, request: Request) => Promise<CallRecord>

export function createInitiateCall(parts: InitiateCallParts): InitiateCall {
  const { store, sessionCache, registry, transitions, isKnown, ring, clock } = parts
  return async (principal, request) => {
    const { session, access } = await requireAccess(sessionCache, principal, request.sessionId, 'care')
    if (!(await store.calls.find(request.callId))) await requireMayCall(parts, principal, session, access, request)
    const { call, isNew } = await store.calls.insert(ringingCall(principal, access.name, request, clock.now()))
    if (!isSameCall(call, principal, request))
      throw new FailureError('conflict', 'This call id was used before for something else.')
    if (isNew || (call.state === 'ringing' && !isKnown(call))) {
      ring(call)
      // The device may have gone while the call was stored, and then nobody would end what rings.
      if (!registry.hasDevice(principal.userId, principal.device))
        await transitions.end(call.id, ['ringing'], principal, 'cancelled')
    }
    return call
  }
}

/** Refuses a new call that may not be made now, and ends what the device had ringing before. */
async function requireMayCall(
  { store, sessionCache, limiter, transitions, clock }: InitiateCallParts,
  principal: CallPrincipal,
  session: CachedSession,
  access: Access,
  { recipientId }: Request,
): Promise<void> {
  if (!access.isParticipant) throw new FailureError('forbidden', 'Only participants of a session can call in it.')
  if (recipientId === principal.userId) throw new FailureError('invalid', 'You cannot call yourself.')
  if (!session.participant(recipientId))
    throw new FailureError('notFound', 'There is no such participant in this session.')
  if (!(await isOpen(sessionCache, session, clock.now())))
    throw new FailureError('sessionClosed', 'The session is closed. Nobody can be called in it.')
  await limiter.initiate(principal)
  for (const call of await store.calls.open({ userId: principal.userId }))
    if (call.state === 'ringing' && call.callerId === principal.userId && call.callerDevice === principal.device)
      await transitions.end(call.id, ['ringing'], principal, 'cancelled')
}

function ringingCall(
  principal: CallPrincipal,
  callerName: string,
  { callId, sessionId, recipientId, callType }: Request,
  startedAtMs: number,
): CallRecord {
  return {
    id: callId,
    sessionId,
    callerId: principal.userId,
    callerName,
    callerDevice: principal.device,
    calleeId: recipientId,
    calleeDevice: null,
    callType,
    state: 'ringing',
    startedAtMs,
    ringsUntilMs: startedAtMs + limits.callRingsMs,
    acceptedAtMs: null,
    endedAtMs: null,
    endedBy: null,
    endReason: null,
  }
}

function isSameCall(call: CallRecord, principal: CallPrincipal, request: Request): boolean {
  return (
    call.callerId === principal.userId &&
    call.callerDevice === principal.device &&
    call.sessionId === request.sessionId &&
    call.calleeId === request.recipientId &&
    call.callType === request.callType
  )
}
