import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { VerifyToken } from '../accounts/verifyToken.ts'
import type { Store } from '../store/store.ts'
import { invitedPatient } from './invitableSession.ts'
import { claimsToBeInvited, type InvitationTokens } from './invitationTokens.ts'

/** Creates the verifier of tokens of invited patients, which leaves all others to that of accounts. */
export function createVerifyInvited({
  tokens,
  verifyAccountToken,
  store,
  clock,
}: {
  /** Undefined where the relay has nothing to sign with: all tokens of invited patients are refused then. */
  readonly tokens: InvitationTokens | undefined
  readonly verifyAccountToken: VerifyToken
  readonly store: Pick<Store, 'invitations' | 'sessions'>
  readonly clock: Pick<Clock, 'now'>
}): VerifyToken {
  return async (token) => {
    if (!claimsToBeInvited(token)) return verifyAccountToken(token)
    const read = (await tokens?.readInvited(token)) ?? { refused: 'invalid' as const }
    if ('refused' in read) return read
    const record = await store.invitations.find(read.invitationId)
    const patient = record && (await invitedPatient(store, record, clock.now()))
    if (!patient || patient.userId !== read.userId) return { refused: 'invalid' }
    const { invitationId, userId, name, sessionId, expiresAtMs } = read
    return { invitationId, userId, role: 'patient', name, invitedTo: sessionId, expiresAtMs }
  }
}
