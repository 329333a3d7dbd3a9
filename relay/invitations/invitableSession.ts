import { FailureError } from '../../src/shared/model/failure.ts'
import type { SessionId } from '../../src/shared/model/ids.ts'
import { accessOf, isExpired } from '../sessions/access/access.ts'
import type { Principal } from '../sessions/access/principal.ts'
import { createCachedSession } from '../sessions/cache/cachedSession.ts'
import type { InvitationRecord } from '../store/accounts/invitationStore.ts'
import type { SessionRecord } from '../store/sessions/sessionRecord.ts'
import type { Store } from '../store/store.ts'

/** Returns whether the session is there, active and not over its time. */
export function isOpenNow(record: SessionRecord | undefined, nowMs: number): record is SessionRecord {
  return record?.active === true && !isExpired(record, nowMs)
}

/**
 * Returns the session if the principal may invite to it: an administrator, or a clinician of the session. Throws
 * `FailureError`: `notFound` or `forbidden`.
 */
export async function requireMayInvite(
  store: Pick<Store, 'sessions'>,
  principal: Principal,
  sessionId: SessionId,
): Promise<SessionRecord> {
  const record = await store.sessions.find(sessionId)
  const access = record && accessOf(createCachedSession(record), principal)
  if (!record || !access) throw new FailureError('notFound', 'There is no such session for this user.')
  if (principal.role === 'admin' || (access.isParticipant && access.role === 'clinician')) return record
  throw new FailureError('forbidden', 'Only a clinician of the session, or an administrator, may invite its patient.')
}

/** Returns the patient of an invitation in its session, as long as both stand. */
export async function invitedPatient(
  store: Pick<Store, 'sessions'>,
  invitation: InvitationRecord,
  nowMs: number,
): Promise<SessionRecord['participants'][number] | undefined> {
  const record = await store.sessions.find(invitation.sessionId)
  if (invitation.revoked || !isOpenNow(record, nowMs)) return undefined
  return record.participants.find(({ userId, role }) => userId === invitation.userId && role === 'patient')
}
