import { createHash } from 'node:crypto'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { InvitationId, InvitedToken, ListedInvitation } from '../../src/shared/protocol/invitation.ts'
import type { EndedAccess, VerifyToken } from '../accounts/verifyToken.ts'
import { shortNetworkOf } from '../limits/networkOf.ts'
import { accessOf, isExpired } from '../sessions/access/access.ts'
import type { Principal } from '../sessions/access/principal.ts'
import { createCachedSession } from '../sessions/cache/cachedSession.ts'
import type { LogLinkOpened } from '../sessions/messages/logLinkOpened.ts'
import type { InvitationRecord } from '../store/accounts/invitationStore.ts'
import type { SessionRecord } from '../store/sessions/sessionRecord.ts'
import type { Store } from '../store/store.ts'
import { claimsToBeInvited, type InvitationTokens } from './invitationTokens.ts'

export interface Invitations {
  /**
   * A new invitation of a patient into a session, in place of the earlier ones: what the link is to carry, and until when it can be exchanged (ms since 1970).
   * For administrators and for clinicians of the session; refuses with `notFound`, `forbidden`, `sessionClosed`, or with `invalid`
   * when it is not clear which patient is meant.
   */
  readonly create: (
    principal: Principal,
    sessionId: SessionId,
    wish: { readonly userId?: UserId | undefined; readonly lifeMs: number },
  ) => Promise<{ readonly invitation: string; readonly expiresAtMs: number }>
  /** The links into a session, the oldest first; for who may invite. Refuses with `notFound` or `forbidden`. */
  readonly list: (principal: Principal, sessionId: SessionId) => Promise<readonly ListedInvitation[]>
  /**
   * Takes back every link into a session, of one patient or of all, opened or not, and ends the connections by them; returns how many stood until
   * now. For who may invite; also when the session is closed. Refuses with `notFound` or `forbidden`.
   */
  readonly revoke: (principal: Principal, sessionId: SessionId, userId: UserId | undefined) => Promise<number>
  /**
   * The token for the page with this key, that comes from this network; the staff thread says so the first time. Refuses with `unauthenticated` (not one of ours), `tokenExpired`, `conflict` (another
   * page has it) or `sessionClosed`.
   */
  readonly exchange: (invitation: string, key: string, network: string) => Promise<InvitedToken>
  /** The next token. Refuses with `unauthenticated` (not this page's) or `sessionClosed`. */
  readonly renew: (invitationId: InvitationId, key: string) => Promise<InvitedToken>
  /** Checks a token of an account or of an invited patient; the latter counts while its invitation stands and its session is active. */
  readonly verifyToken: VerifyToken
}

export interface InvitationsParts {
  /** Undefined where the relay has nothing to sign with: nobody can be invited then. */
  readonly tokens: InvitationTokens | undefined
  /** For tokens of accounts. */
  readonly verifyAccountToken: VerifyToken
  readonly store: Pick<Store, 'invitations' | 'sessions'>
  /** Called once it is stored that a link holds no more: connections are to end on every node. */
  readonly accessEnded: (ended: EndedAccess) => void
  readonly logLinkOpened: LogLinkOpened
  readonly clock: Pick<Clock, 'now'>
  readonly newInvitationId: () => InvitationId
}

/** Short, because a page that is there renews it, and one that is not has no use for it. */
const invitedLifeMs = 15 * 60_000

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** Invitations of patients into one session each, by signed links that one page can use. */
export function createInvitations(parts: InvitationsParts): Invitations {
  const { tokens, store, clock } = parts

  function requireTokens(): InvitationTokens {
    if (tokens) return tokens
    throw new FailureError(
      'forbidden',
      'This relay cannot sign invitations. Ask its administrator to set INVITATION_SECRET.',
    )
  }

  function endAll(ended: readonly InvitationRecord[]): void {
    for (const { id, userId } of ended) parts.accessEnded({ userId, invitationId: id })
  }

  const isOpen = (record: SessionRecord | undefined): record is SessionRecord =>
    record?.active === true && !isExpired(record, clock.now())

  async function requireMayInvite(principal: Principal, sessionId: SessionId): Promise<SessionRecord> {
    const record = await store.sessions.find(sessionId)
    const access = record && accessOf(createCachedSession(record), principal)
    if (!record || !access) throw new FailureError('notFound', 'There is no such session for this user.')
    if (principal.role === 'admin' || (access.isParticipant && access.role === 'clinician')) return record
    throw new FailureError('forbidden', 'Only a clinician of the session, or an administrator, may invite its patient.')
  }

  /** The patient of an invitation in its session, as long as both stand. */
  async function patientOf(invitation: InvitationRecord) {
    const record = await store.sessions.find(invitation.sessionId)
    if (invitation.revoked || !isOpen(record)) return undefined
    return record.participants.find(({ userId, role }) => userId === invitation.userId && role === 'patient')
  }

  async function tokenFor(invitation: InvitationRecord): Promise<InvitedToken> {
    const patient = await patientOf(invitation)
    if (!patient) throw noLongerGood()
    const { id, sessionId } = invitation
    const { userId, name } = patient
    const expiresAtMs = Math.floor((clock.now() + invitedLifeMs) / 1000) * 1000
    const token = await requireTokens().signInvited({ invitationId: id, sessionId, userId, name }, expiresAtMs)
    return { invitationId: id, sessionId, token, expiresAt: expiresAtMs, user: { id: userId, name } }
  }

  return {
    create: async (principal, sessionId, { userId, lifeMs }) => {
      const record = await requireMayInvite(principal, sessionId)
      if (!isOpen(record))
        throw new FailureError('sessionClosed', 'The session is closed. Nobody can be invited to it.')
      const patients = record.participants.filter(
        (participant) => participant.role === 'patient' && (userId === undefined || participant.userId === userId),
      )
      const [patient] = patients
      if (!patient) throw new FailureError('invalid', 'userId: the session has no such patient')
      if (patients.length > 1)
        throw new FailureError('invalid', 'userId: the session has several patients, say which one')
      const signing = requireTokens()
      const id = parts.newInvitationId()
      const nowMs = clock.now()
      const latestMs = Math.min(nowMs + lifeMs, record.expiresAtMs ?? Number.POSITIVE_INFINITY)
      const expiresAtMs = Math.floor(latestMs / 1000) * 1000
      const invitation = await signing.signInvitation(id, expiresAtMs)
      endAll(await store.invitations.insert({ id, sessionId, userId: patient.userId, createdAtMs: nowMs, expiresAtMs }))
      return { invitation, expiresAtMs }
    },

    revoke: async (principal, sessionId, userId) => {
      await requireMayInvite(principal, sessionId)
      const known = await store.invitations.revokeAll(sessionId, userId)
      endAll(known)
      return known.filter(({ revoked }) => !revoked).length
    },

    list: async (principal, sessionId) => {
      await requireMayInvite(principal, sessionId)
      return (await store.invitations.list(sessionId)).map(
        ({ id, userId, createdAtMs, expiresAtMs, keyHash, revoked }) => ({
          ...{ id, userId, createdAt: createdAtMs, expiresAt: expiresAtMs, revoked },
          opened: keyHash !== null,
        }),
      )
    },

    exchange: async (invitation, key, network) => {
      const read = await requireTokens().readInvitation(invitation)
      if ('refused' in read) {
        if (read.refused === 'expired')
          throw new FailureError('tokenExpired', 'The link has expired. Ask for a new one.')
        throw new FailureError('unauthenticated', 'The link is not valid. Ask for a new one.')
      }
      const keyHash = sha256(key)
      // A page that comes while the session is closed does not use the link up: it is good again when the session is.
      const known = await store.invitations.find(read.invitationId)
      if (known && !(await patientOf(known))) throw noLongerGood()
      const record = await store.invitations.exchange(read.invitationId, keyHash)
      if (!record) throw new FailureError('unauthenticated', 'The link is not valid. Ask for a new one.')
      if (record.revoked) throw noLongerGood()
      if (record.keyHash !== keyHash)
        throw new FailureError('conflict', 'The link was opened before, in another place. Ask for a new one.')
      const token = await tokenFor(record)
      const { invitationId, sessionId, user } = token
      await parts.logLinkOpened({ invitationId, sessionId, name: user.name, network: shortNetworkOf(network) })
      return token
    },

    renew: async (invitationId, key) => {
      const record = await store.invitations.find(invitationId)
      if (!record || record.keyHash !== sha256(key))
        throw new FailureError('unauthenticated', 'This page has no invitation. Ask for a new link.')
      return tokenFor(record)
    },

    verifyToken: async (token) => {
      if (!claimsToBeInvited(token)) return parts.verifyAccountToken(token)
      const read = (await tokens?.readInvited(token)) ?? { refused: 'invalid' as const }
      if ('refused' in read) return read
      const record = await store.invitations.find(read.invitationId)
      const patient = record && (await patientOf(record))
      if (!patient || patient.userId !== read.userId) return { refused: 'invalid' }
      const { invitationId, userId, name, sessionId, expiresAtMs } = read
      return { invitationId, userId, role: 'patient', name, invitedTo: sessionId, expiresAtMs }
    },
  }
}

function noLongerGood(): FailureError {
  return new FailureError(
    'sessionClosed',
    'The session has ended, or the link was taken back or replaced by a newer one. Ask for a new link if you need one.',
  )
}
