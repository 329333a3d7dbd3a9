import type { UserId } from '../../../src/shared/model/ids.ts'
import type { InvitationId } from '../../../src/shared/protocol/invitation.ts'

export interface RefreshToken {
  /** SHA-256 of the token, hex. The token itself is never stored. */
  readonly hash: string
  /** All tokens that descend from one login. */
  readonly familyId: string
  readonly userId: UserId
  readonly expiresAtMs: number
}

export type Successor = Pick<RefreshToken, 'hash' | 'expiresAtMs'>

/**
 * `reused`: the successor was used, or the token is revoked; the whole family is then revoked in the same transaction.
 * `unknown`: the token was never stored, or has expired.
 */
export type Rotation =
  | { readonly outcome: 'rotated'; readonly userId: UserId; readonly familyId: string }
  | { readonly outcome: 'reused' | 'unknown' }

/** Origin of an access token. */
export interface Admission {
  readonly userId: UserId
  readonly loginId?: string
  readonly invitationId?: InvitationId
  readonly issuedAtMs?: number
}
