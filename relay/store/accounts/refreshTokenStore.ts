import type { UserId } from '../../../src/shared/model/ids.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import type { Database } from '../tables.ts'
import type { Admission, RefreshToken, Rotation, Successor } from './refreshToken.ts'
import { findFamily, insertToken, isAdmissionEnded, revokeAllOf, revokeFamily, rotate } from './refreshTokenQueries.ts'

export interface RefreshTokenStore {
  readonly insert: (token: RefreshToken) => Promise<void>
  /**
   * Exchanges a token for `successor`, in one transaction. The response to an earlier exchange may have been lost, so a token can be
   * exchanged again while its last successor is unused; that one is then revoked.
   */
  readonly rotate: (hash: string, successor: Successor, nowMs: number) => Promise<Rotation>
  /** Revokes the family of a token; returns whose it was, undefined when the token is not known. */
  readonly revokeFamilyOf: (hash: string) => Promise<{ readonly userId: UserId; readonly familyId: string } | undefined>
  /** Revokes every token of the user and ends all access that was issued until now. Returns how many tokens could still be used. */
  readonly revokeAllOf: (userId: UserId, nowMs: number) => Promise<number>
  /**
   * Returns whether an access token is no longer valid: of a login, when all of the login's refresh tokens are revoked or gone; of an
   * invitation, when that is revoked or gone; of another issuer, when the user's access was ended since it was issued.
   */
  readonly isEnded: (admission: Admission) => Promise<boolean>
}

/**
 * Refresh tokens, by their hashes. Used and revoked ones are kept until they expire, so that whoever presents them again is noticed.
 */
export function createRefreshTokenStore(db: Database, queryRunner: QueryRunner): RefreshTokenStore {
  return {
    insert: (token) => queryRunner(() => insertToken(db, token)),
    rotate: (hash, successor, nowMs) =>
      queryRunner(() => db.transaction().execute((transaction) => rotate(transaction, hash, successor, nowMs))),
    revokeAllOf: (userId, nowMs) =>
      queryRunner(() => db.transaction().execute((transaction) => revokeAllOf(transaction, userId, nowMs))),
    revokeFamilyOf: (hash) =>
      queryRunner(async () => {
        const family = await findFamily(db, hash)
        if (family) await revokeFamily(db, hash)
        return family
      }),
    isEnded: (admission) => queryRunner(() => isAdmissionEnded(db, admission)),
  }
}
