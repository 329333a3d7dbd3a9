import { FailureError } from '../../src/shared/model/failure.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { InvitationId } from '../../src/shared/protocol/invitation.ts'
import type { EndedAccess } from '../accounts/verifyToken.ts'
import type { InvitationRecord } from '../store/accounts/invitationStore.ts'
import type { SessionRecord } from '../store/sessions/sessionRecord.ts'
import type { Store } from '../store/store.ts'
import { isOpenNow, requireMayInvite } from './invitableSession.ts'
import type { Invitations } from './invitations.ts'
import type { InvitationTokens } from './invitationTokens.ts'

export interface IssueInvitationsParts {
  /** Throws where the relay has nothing to sign with. */
  readonly requireTokens: () => InvitationTokens
  readonly store: Pick<Store, 'invitations' | 'sessions'>
  /** Called once it is stored that a link holds no more: connections are to end on every node. */
  readonly accessEnded: (ended: EndedAccess) => void
  readonly clock: Pick<Clock, 'now'>
  readonly newInvitationId: () => InvitationId
}

/** Creates the side of invitations that staff sees: making, listing and revoking links. */
export function createIssueInvitations(parts: IssueInvitationsParts): Pick<Invitations, 'create' | 'list' | 'revoke'> {
  const { requireTokens, store, clock } = parts

  function endAccess(ended: readonly InvitationRecord[]): void {
    for (const { id, userId } of ended) parts.accessEnded({ userId, invitationId: id })
  }

  return {
    create: async (principal, sessionId, { userId, lifeMs }) => {
      const record = await requireMayInvite(store, principal, sessionId)
      if (!isOpenNow(record, clock.now()))
        throw new FailureError('sessionClosed', 'The session is closed. Nobody can be invited to it.')
      const patient = requireOnePatient(record, userId)
      const signing = requireTokens()
      const id = parts.newInvitationId()
      const nowMs = clock.now()
      const latestMs = Math.min(nowMs + lifeMs, record.expiresAtMs ?? Number.POSITIVE_INFINITY)
      const expiresAtMs = Math.floor(latestMs / 1000) * 1000
      const invitation = await signing.signInvitation(id, expiresAtMs)
      const stored = { id, sessionId, userId: patient.userId, createdAtMs: nowMs, expiresAtMs }
      endAccess(await store.invitations.insert(stored))
      return { invitation, expiresAtMs }
    },

    revoke: async (principal, sessionId, userId) => {
      await requireMayInvite(store, principal, sessionId)
      const known = await store.invitations.revokeAll(sessionId, userId)
      endAccess(known)
      return known.filter(({ revoked }) => !revoked).length
    },

    list: async (principal, sessionId) => {
      await requireMayInvite(store, principal, sessionId)
      return (await store.invitations.list(sessionId)).map(
        ({ id, userId, createdAtMs, expiresAtMs, keyHash, revoked }) => ({
          ...{ id, userId, createdAt: createdAtMs, expiresAt: expiresAtMs, revoked },
          opened: keyHash !== null,
        }),
      )
    },
  }
}

/** Returns the patient who is meant. Throws `FailureError('invalid')` when there is none, or it is not clear which. */
function requireOnePatient(record: SessionRecord, userId: UserId | undefined): SessionRecord['participants'][number] {
  const [patient, ...others] = record.participants.filter(
    (participant) => participant.role === 'patient' && (userId === undefined || participant.userId === userId),
  )
  if (!patient) throw new FailureError('invalid', 'userId: the session has no such patient')
  if (others.length > 0) throw new FailureError('invalid', 'userId: the session has several patients, say which one')
  return patient
}
