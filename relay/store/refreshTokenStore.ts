import type { Guard } from './guard.ts'
import type { RefreshTokenStore } from './store.ts'
import type { Database } from './tables.ts'

/** Refresh tokens, by their hashes. Used ones are kept until they expire, so that a second use is noticed. */
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
          // The update is the lock: of two uses at the same time one finds the token unused.
          const used = await transaction
            .updateTable('refresh_tokens')
            .set({ used: 1 })
            .where('hash', '=', hash)
            .where('used', '=', 0)
            .where('revoked', '=', 0)
            .returning(['family_id', 'user_id'])
            .executeTakeFirst()
          if (used) {
            await transaction
              .insertInto('refresh_tokens')
              .values({
                hash: successor.hash,
                family_id: used.family_id,
                user_id: used.user_id,
                expires_at_ms: successor.expiresAtMs,
                used: 0,
                revoked: 0,
              })
              .execute()
            return { outcome: 'rotated', userId: used.user_id }
          }
          const known = await transaction
            .selectFrom('refresh_tokens')
            .select(['family_id', 'used'])
            .where('hash', '=', hash)
            .executeTakeFirst()
          if (known?.used !== 1) return { outcome: 'unknown' }
          // The commit of an earlier try may have been done without its answer: the successor is new each time, and tells.
          const own = await transaction
            .selectFrom('refresh_tokens')
            .select('user_id')
            .where('hash', '=', successor.hash)
            .where('family_id', '=', known.family_id)
            .executeTakeFirst()
          if (own) return { outcome: 'rotated', userId: own.user_id }
          await transaction
            .updateTable('refresh_tokens')
            .set({ revoked: 1 })
            .where('family_id', '=', known.family_id)
            .execute()
          return { outcome: 'reused' }
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
        await db
          .updateTable('refresh_tokens')
          .set({ revoked: 1 })
          .where('family_id', 'in', (tokens) =>
            tokens.selectFrom('refresh_tokens').select('family_id').where('hash', '=', hash),
          )
          .execute()
      }),
  }
}
