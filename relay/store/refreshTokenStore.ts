import type { UpdateResult } from 'kysely'
import type { Guard } from './guard.ts'
import type { RefreshTokenStore } from './store.ts'
import type { Database, DatabaseTransaction } from './tables.ts'

/** Refresh tokens, by their hashes. Used and revoked ones are kept until they expire, so that whoever brings them again is noticed. */
export function createRefreshTokenStore(db: Database, guard: Guard): RefreshTokenStore {
  return {
    insert: (token) =>
      guard(async () => {
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
      guard(() =>
        db.transaction().execute(async (transaction) => {
          await transaction.deleteFrom('refresh_tokens').where('expires_at_ms', '<=', nowMs).execute()
          // Sets nothing new on a token that was used before, and yet locks its row: of two uses at the same time the second
          // sees the successor that the first one left.
          // The commit of an earlier try may have been done without its answer: the successor is new each time, and tells.
          const own = await transaction
            .selectFrom('refresh_tokens')
            .select('user_id')
            .where('hash', '=', successor.hash)
            .executeTakeFirst()
          if (own) return { outcome: 'rotated', userId: own.user_id }
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
          return { outcome: 'rotated', userId: presented.user_id }
        }),
      ),
    revokeAllOf: (userId) =>
      guard(async () => {
        const revoked = await db
          .updateTable('refresh_tokens')
          .set({ revoked: 1 })
          .where('user_id', '=', userId)
          .where('revoked', '=', 0)
          .where('used', '=', 0)
          .executeTakeFirst()
        return Number(revoked.numUpdatedRows)
      }),
    revokeFamilyOf: (hash) =>
      guard(async () => {
        await revokeFamily(db, hash)
      }),
  }
}

/** Puts a successor, if there is one, out of use. Answers false when it is not there to be replaced: used, revoked or expired. */
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
