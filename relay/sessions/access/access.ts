import { FailureError } from '../../../src/shared/model/failure.ts'
import type { SessionId } from '../../../src/shared/model/ids.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import { type Thread, threadsVisibleTo } from '../../../src/shared/model/thread.ts'
import type { SessionRecord } from '../../store/sessions/sessionRecord.ts'
import type { CachedSession } from '../cache/cachedSession.ts'
import type { SessionCache } from '../cache/sessionCache.ts'
import { nameInSession } from './nameInSession.ts'
import type { Principal } from './principal.ts'

/** Role of someone in a session, and the threads of it that are theirs to see. */
export interface Access {
  readonly role: Role
  readonly name: string
  readonly threads: readonly Thread[]
  /** False for an administrator or for support who look on. */
  readonly isParticipant: boolean
}

/**
 * Returns whether a session can be the principal's at all: for one who came by an invitation only the session of it can.
 */
export function isWithin({ invitedTo }: Pick<Principal, 'invitedTo'>, sessionId: SessionId): boolean {
  return invitedTo === undefined || invitedTo === sessionId
}

/**
 * Returns whether support may look on without being a participant: someone has asked for it, by a dispute or an escalation.
 */
export function isOpenToSupport(record: Pick<SessionRecord, 'dispute' | 'escalation'>): boolean {
  return record.dispute !== null || record.escalation !== null
}

/**
 * Authorisation: returns the principal's access to a session. Participants see what both their role in the session and the role in
 * their token allow; support sees sessions in dispute or escalated; administrators see every session. Undefined for anyone else. For
 * one who was invited there is the one session only.
 */
export function accessOf(session: CachedSession, principal: Principal): Access | undefined {
  if (!isWithin(principal, session.record().id)) return undefined
  const participant = session.participant(principal.userId)
  if (participant) {
    const role = principal.role === 'patient' ? 'patient' : participant.role
    return { role, name: nameInSession(session, principal), threads: threadsVisibleTo(role), isParticipant: true }
  }
  const looksOn = principal.role === 'admin' || (principal.role === 'support' && isOpenToSupport(session.record()))
  if (!looksOn) return undefined
  return { role: principal.role, name: principal.name, threads: threadsVisibleTo(principal.role), isParticipant: false }
}

/**
 * Returns whether the principal sees by this session which of its participants are there, and their status texts: whoever may see
 * the session, and a patient as long as it is open.
 */
export function seesPresenceIn(session: CachedSession, principal: Principal): boolean {
  const access = accessOf(session, principal)
  return access !== undefined && (access.role !== 'patient' || session.record().active)
}

/**
 * Authorises reading a thread: returns the session and the principal's access to one of its threads, as they are in this record of it. Throws
 * `FailureError('notFound')` when there is no such session or thread for this principal: what may not be seen cannot be told apart
 * from what is not there.
 */
export async function requireAccess(
  sessionCache: SessionCache,
  principal: Principal,
  sessionId: SessionId,
  thread: Thread,
): Promise<{ readonly session: CachedSession; readonly access: Access; readonly record: SessionRecord }> {
  const session = sessionCache.getFresh(sessionId) ?? (await sessionCache.get(sessionId))
  let access = session && accessOf(session, principal)
  if (session && !access) {
    // Another node may have let the principal in a moment ago.
    await sessionCache.refresh([sessionId])
    access = accessOf(session, principal)
  }
  if (!session || !access?.threads.includes(thread))
    throw new FailureError('notFound', 'There is no such session for this user.')
  return { session, access, record: session.record() }
}

/** Throws `FailureError('forbidden')` for support that looks on: the others are to see who speaks in their session. */
export function requireTakesPart(access: Access): void {
  if (access.role === 'support' && !access.isParticipant)
    throw new FailureError('forbidden', 'Join the session before you take part in it.')
}

/** Throws `FailureError('sessionClosed')`, with which of the two it is, unless entries may be added at this time (ms since 1970). */
export async function requireOpen(sessionCache: Refresher, session: CachedSession, nowMs: number): Promise<void> {
  if (!(await isOpen(sessionCache, session, nowMs))) throw closedFailure(session, nowMs)
}

/** Returns the refusal of a new entry in a session that is not open at this time (ms since 1970): whether it is closed or has expired. */
export function closedFailure(session: CachedSession, nowMs: number): FailureError {
  const text = isExpired(session.record(), nowMs) ? 'The session has expired.' : 'The session is closed.'
  return new FailureError('sessionClosed', `${text} The message was not sent.`)
}

type Refresher = Pick<SessionCache, 'refresh'>

/** Returns whether entries may be added at this time (ms since 1970). */
export async function isOpen(sessionCache: Refresher, session: CachedSession, nowMs: number): Promise<boolean> {
  const isOpenHere = () => session.record().active && !isExpired(session.record(), nowMs)
  if (isOpenHere()) return true
  // Another node may have opened it again, or given it more time, a moment ago.
  await sessionCache.refresh([session.record().id])
  return isOpenHere()
}

/** Returns whether the time of the session has run out. */
export function isExpired(record: Pick<SessionRecord, 'expiresAtMs'>, nowMs: number): boolean {
  return record.expiresAtMs !== null && nowMs >= record.expiresAtMs
}
