import { createHash } from 'node:crypto'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { InvitationId, InvitedToken } from '../../src/shared/protocol/invitation.ts'
import { shortNetworkOf } from '../limits/networkOf.ts'
import type { ReportAttempts } from '../sessions/lifecycle/reportAttempts.ts'
import type { LogLinkOpened } from '../sessions/messages/logLinkOpened.ts'
import type { InvitationRecord } from '../store/accounts/invitationStore.ts'
import type { Store } from '../store/store.ts'
import { invitedPatient } from './invitableSession.ts'
import type { Invitations } from './invitations.ts'
import type { InvitationTokens } from './invitationTokens.ts'

export interface RedeemInvitationsParts {
  /** Throws where the relay has nothing to sign with. */
  readonly requireTokens: () => InvitationTokens
  readonly store: Pick<Store, 'invitations' | 'sessions'>
  readonly logLinkOpened: LogLinkOpened
  readonly reportAttempt: ReportAttempts['report']
  readonly clock: Pick<Clock, 'now'>
}

/** Short, because a page that is there renews it, and one that is not has no use for it. */
const invitedLifeMs = 15 * 60_000

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** Creates the side of invitations that the patient's page sees: exchanging its link for a token, and renewing that. */
export function createRedeemInvitations(parts: RedeemInvitationsParts): Pick<Invitations, 'exchange' | 'renew'> {
  const { requireTokens, store, clock } = parts

  async function tokenFor(invitation: InvitationRecord): Promise<InvitedToken> {
    const patient = await invitedPatient(store, invitation, clock.now())
    if (!patient) throw noLongerGood()
    const { id, sessionId } = invitation
    const { userId, name } = patient
    const now = clock.now()
    const expiresAtMs = Math.floor((now + invitedLifeMs) / 1000) * 1000
    const token = await requireTokens().signInvited({ invitationId: id, sessionId, userId, name }, expiresAtMs)
    return { invitationId: id, sessionId, token, expiresAt: expiresAtMs, now, user: { id: userId, name } }
  }

  return {
    exchange: async (invitation, key, network) => {
      const id = await readLink(requireTokens(), invitation)
      const keyHash = sha256(key)
      // A page that comes while the session is closed does not use the link up: it is good again when the session is.
      const known = await store.invitations.find(id)
      if (known && !(await invitedPatient(store, known, clock.now()))) throw noLongerGood()
      const record = await store.invitations.exchange(id, keyHash)
      if (!record) throw new FailureError('unauthenticated', 'The link is not valid. Ask for a new one.')
      if (record.revoked) throw noLongerGood()
      if (record.keyHash !== keyHash)
        throw new FailureError('conflict', 'The link was opened before, in another place. Ask for a new one.')
      const token = await tokenFor(record)
      const { invitationId, sessionId, user } = token
      await parts.logLinkOpened({ invitationId, sessionId, name: user.name, network: shortNetworkOf(network) })
      return token
    },

    renew: async (invitationId, key, hasUnsent = false) => {
      const record = await store.invitations.find(invitationId)
      if (!record || record.keyHash !== sha256(key))
        throw new FailureError('unauthenticated', 'This page has no invitation. Ask for a new link.')
      // A page whose session has ended gets no token to send with: that it has something to send is all that comes of it.
      if (hasUnsent && !record.revoked) await parts.reportAttempt(record, record.sessionId)
      return tokenFor(record)
    },
  }
}

/** Returns the invitation that the link carries. Throws `FailureError`: `tokenExpired` or `unauthenticated`. */
async function readLink(tokens: InvitationTokens, invitation: string): Promise<InvitationId> {
  const read = await tokens.readInvitation(invitation)
  if (!('refused' in read)) return read.invitationId
  if (read.refused === 'expired') throw new FailureError('tokenExpired', 'The link has expired. Ask for a new one.')
  throw new FailureError('unauthenticated', 'The link is not valid. Ask for a new one.')
}

function noLongerGood(): FailureError {
  return new FailureError(
    'sessionClosed',
    'The session has ended, or the link was taken back or replaced by a newer one. Ask for a new link if you need one.',
  )
}
