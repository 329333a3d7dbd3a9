import type { UpdateResult } from 'kysely'
import type { UserId } from '../../../src/shared/model/ids.ts'
import type { InvitationId } from '../../../src/shared/protocol/invitation.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import { endAccess } from '../sessions/endedAccess.ts'
import type { Database, DatabaseTransaction } from '../tables.ts'

export interface RefreshToken {
  /** SHA-256 of the token, hex. The token itself is never stored. */
  readonly hash: string
  /** All tokens that descend from one login. */
  readonly familyId: string
  readonly userId: UserId
  readonly expiresAtMs: number
}

export interface RefreshTokenStore {
  readonly insert: (token: RefreshToken) => Promise<void>
  /**
   * Exchanges a token for `successor`, in one transaction. The answer to an earlier exchange may have been lost, so a token can be
   * exchanged again while what it was last exchanged for is unused; that one is then revoked. `reused`: the successor
   * was used, or the token is revoked; the whole family is then revoked in the same transaction. `unknown`: never stored, or expired.
   */
  readonly rotate: (
    hash: string,
    successor: { readonly hash: string; readonly expiresAtMs: number },
    nowMs: number,
  ) => Promise<
    | { readonly outcome: 'rotated'; readonly userId: UserId; readonly familyId: string }
    | { readonly outcome: 'reused' | 'unknown' }
  >
  /** Revokes the family of a token; returns whose it was, undefined when the token is not known. */
  readonly revokeFamilyOf: (hash: string) => Promise<{ readonly userId: UserId; readonly familyId: string } | undefined>
  /** Every token of the user revoked, and all that was issued until now ended; how many could still be used. */
  readonly revokeAllOf: (userId: UserId, nowMs: number) => Promise<number>
  /**
   * Returns whether an access token counts no more: of a login, when all of the login's refresh tokens are revoked or gone; of an
   * invitation, when that is revoked or gone; of another issuer, when the user's access was ended since it was issued.
   */
  readonly isEnded: (admission: {
    readonly userId: UserId
    readonly loginId?: string
    readonly invitationId?: InvitationId
    readonly issuedAtMs?: number
  }) => Promise<boolean>
}

/** Refresh tokens, by their hashes. Used and revoked ones are kept until they expire, so that whoever brings them again is noticed. */
export function createRefreshTokenStore(db: Database, queryRunner: QueryRunner): RefreshTokenStore {
  return {
    insert: (token) =>
      queryRunner(async () => {
        await db
          .insertInto('refresh_tokens')
          .values({
            hash: token.hash,
            family_id: token.familyId,
            user_id: token.userId,
            expires_at_ms: token.expiresAtMs,
            used: 0,
            revoked: 0,
          })
          .execute()
      }),
    rotate: (hash, successor, nowMs) =>
      queryRunner(() =>
        db.transaction().execute(async (transaction) => {
          await transaction.deleteFrom('refresh_tokens').where('expires_at_ms', '<=', nowMs).execute()
          // Sets nothing new on a token that was used before, and yet locks its row: of two uses at the same time the second
          // sees the successor that the first one left.
          // The commit of an earlier try may have been done without its answer: the successor is new each time, and tells.
          const own = await transaction
            .selectFrom('refresh_tokens')
            .select(['user_id', 'family_id'])
            .where('hash', '=', successor.hash)
            .executeTakeFirst()
          if (own) return { outcome: 'rotated', userId: own.user_id, familyId: own.family_id }
          const presented = await transaction
            .updateTable('refresh_tokens')
            .set({ used: 1 })
            .where('hash', '=', hash)
            .where('revoked', '=', 0)
            .returning(['family_id', 'user_id', 'successor_hash'])
            .executeTakeFirst()
          if (!presented || !(await revokeUnused(transaction, presented.successor_hash))) {
            const { numUpdatedRows } = await revokeFamily(transaction, hash)
            return { outcome: numUpdatedRows > 0n ? 'reused' : 'unknown' }
          }
          await transaction
            .updateTable('refresh_tokens')
            .set({ successor_hash: successor.hash })
            .where('hash', '=', hash)
            .execute()
          await transaction
            .insertInto('refresh_tokens')
            .values({
              hash: successor.hash,
              family_id: presented.family_id,
              user_id: presented.user_id,
              expires_at_ms: successor.expiresAtMs,
              used: 0,
              revoked: 0,
            })
            .execute()
          return { outcome: 'rotated', userId: presented.user_id, familyId: presented.family_id }
        }),
      ),
    revokeAllOf: (userId, nowMs) =>
      queryRunner(async () => {
        const revoked = await db.transaction().execute(async (transaction) => {
          await endAccess(transaction, userId, nowMs)
          return await transaction
            .updateTable('refresh_tokens')
            .set({ revoked: 1 })
            .where('user_id', '=', userId)
            .where('revoked', '=', 0)
            .returning('used')
            .execute()
        })
        return revoked.filter(({ used }) => used === 0).length
      }),
    revokeFamilyOf: (hash) =>
      queryRunner(async () => {
        const login = await db
          .selectFrom('refresh_tokens')
          .select(['user_id', 'family_id'])
          .where('hash', '=', hash)
          .executeTakeFirst()
        if (!login) return undefined
        await revokeFamily(db, hash)
        return { userId: login.user_id, familyId: login.family_id }
      }),
    isEnded: ({ userId, loginId, invitationId, issuedAtMs }) =>
      queryRunner(async () => {
        if (invitationId !== undefined) {
          const standing = await db
            .selectFrom('invitations')
            .select('id')
            .where('id', '=', invitationId)
            .where('revoked', '=', 0)
            .executeTakeFirst()
          return standing === undefined
        }
        if (loginId !== undefined) {
          const standing = await db
            .selectFrom('refresh_tokens')
            .select('hash')
            .where('family_id', '=', loginId)
            .where('revoked', '=', 0)
            .limit(1)
            .executeTakeFirst()
          return standing === undefined
        }
        const ended = await db
          .selectFrom('ended_access')
          .select('ended_at_ms')
          .where('user_id', '=', userId)
          .executeTakeFirst()
        return ended !== undefined && (issuedAtMs ?? 0) <= ended.ended_at_ms
      }),
  }
}

/** Puts a successor, if there is one, out of use. Returns false when it is not there to be replaced: used, revoked or expired. */
async function revokeUnused(transaction: DatabaseTransaction, hash: string | null): Promise<boolean> {
  if (hash === null) return true
  const { numUpdatedRows } = await transaction
    .updateTable('refresh_tokens')
    .set({ revoked: 1 })
    .where('hash', '=', hash)
    .where('used', '=', 0)
    .where('revoked', '=', 0)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Revokes all tokens of the family that the token belongs to; none when it is not known. */
function revokeFamily(db: Database, hash: string): Promise<UpdateResult> {
  return db
    .updateTable('refresh_tokens')
    .set({ revoked: 1 })
    .where('family_id', 'in', (tokens) =>
      tokens.selectFrom('refresh_tokens').select('family_id').where('hash', '=', hash),
    )
    .executeTakeFirst()
}
