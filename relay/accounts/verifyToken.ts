import type { UserId } from '../../src/shared/model/ids.ts'
import { handshakeRefusals } from '../../src/shared/protocol/handshake.ts'
import type { InvitationId } from '../../src/shared/protocol/invitation.ts'
import type { Principal } from '../sessions/access/principal.ts'

/**
 * Reason why a token is refused. One that is only too old, too new, or whose role is none that is known, is right in all that is checked
 * before.
 */
export type TokenRefusal = 'invalid' | 'expired' | 'notYetValid' | 'unknownRole'

/** Verdict on a token: its bearer until `expiresAtMs` (ms since 1970), or why it is refused. */
export type TokenVerdict =
  | (Principal & Admission & { readonly expiresAtMs: number })
  | { readonly refused: TokenRefusal }

/**
 * Record of the token by which someone is here, to ask whether it still counts: the login or the invitation that this relay
 * issued it for, and when it was issued (ms since 1970), if the token has it.
 */
export interface Admission {
  readonly userId: UserId
  readonly loginId?: string
  readonly invitationId?: InvitationId
  readonly issuedAtMs?: number
}

/**
 * Returns whether what a token gave was ended: by log-out, by another role or password since it was issued, or with its
 * invitation.
 */
export type IsEnded = (admission: Admission) => Promise<boolean>

/** Access that has ended: of a user by every token until now, or by those of one login or one invitation. */
export interface EndedAccess {
  readonly userId: UserId
  readonly loginId?: string | undefined
  readonly invitationId?: InvitationId | undefined
}

/** Returns whether a connection that came by this token ends with this access. */
export function endsWith({ userId, loginId, invitationId }: EndedAccess, admission: Admission): boolean {
  return (
    admission.userId === userId &&
    (loginId === undefined || admission.loginId === loginId) &&
    (invitationId === undefined || admission.invitationId === invitationId)
  )
}

/** Checks signature, algorithm, issuer, audience, subject, role and times. Returns the refusal of a bad token; never throws for one. */
export type VerifyToken = (token: string) => Promise<TokenVerdict>

/** The words in which a handshake is refused for its token. */
export const refusalOfToken: Readonly<Record<TokenRefusal, string>> = {
  invalid: handshakeRefusals.invalidToken,
  expired: handshakeRefusals.tokenExpired,
  notYetValid: handshakeRefusals.tokenNotYetValid,
  // The documents have one word for what is wrong with a token; which it is stands beside it.
  unknownRole: handshakeRefusals.invalidToken,
}

/** Sentence for people about a token whose role is none that is known, and what to do. */
export const unknownRoleText =
  'The token names no role that this relay knows, and there is no account that has one. Set JWT_ROLES or JWT_ROLE_CLAIM of the relay.'

/** Returns the same without the bearer: to be kept with a connection. */
export function admissionOf({ userId, loginId, invitationId, issuedAtMs }: Admission): Admission {
  return {
    userId,
    ...(loginId === undefined ? {} : { loginId }),
    ...(invitationId === undefined ? {} : { invitationId }),
    ...(issuedAtMs === undefined ? {} : { issuedAtMs }),
  }
}
