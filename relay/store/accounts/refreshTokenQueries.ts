import type { UpdateResult } from 'kysely'
import type { UserId } from '../../../src/shared/model/ids.ts'
import { endAccess } from '../sessions/endedAccess.ts'
import type { Database, DatabaseTransaction } from '../tables.ts'
import type { Admission, RefreshToken, Rotation, Successor } from './refreshToken.ts'

export async function insertToken(db: Database, token: RefreshToken): Promise<void> {
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
}

export async function rotate(
  transaction: DatabaseTransaction,
  hash: string,
  successor: Successor,
  nowMs: number,
): Promise<Rotation> {
  await transaction.deleteFrom('refresh_tokens').where('expires_at_ms', '<=', nowMs).execute()
  // An earlier try may have been committed without confirmation: no other rotation has this successor.
  const own = await findFamily(transaction, successor.hash)
  if (own) return { outcome: 'rotated', ...own }
  const presented = await markUsed(transaction, hash)
  if (!presented || !(await revokeUnused(transaction, presented.successor_hash))) {
    const { numUpdatedRows } = await revokeFamily(transaction, hash)
    return { outcome: numUpdatedRows > 0n ? 'reused' : 'unknown' }
  }
  const family = { userId: presented.user_id, familyId: presented.family_id }
  await transaction
    .updateTable('refresh_tokens')
    .set({ successor_hash: successor.hash })
    .where('hash', '=', hash)
    .execute()
  await insertToken(transaction, { ...successor, ...family })
  return { outcome: 'rotated', ...family }
}

/**
 * Marks a token that is not revoked as used. Changes nothing on one that was used before, and yet locks its row: of two uses at the
 * same time the second sees the successor that the first one left.
 */
function markUsed(transaction: DatabaseTransaction, hash: string) {
  return transaction
    .updateTable('refresh_tokens')
    .set({ used: 1 })
    .where('hash', '=', hash)
    .where('revoked', '=', 0)
    .returning(['family_id', 'user_id', 'successor_hash'])
    .executeTakeFirst()
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
export function revokeFamily(db: Database, hash: string): Promise<UpdateResult> {
  return db
    .updateTable('refresh_tokens')
    .set({ revoked: 1 })
    .where('family_id', 'in', (tokens) =>
      tokens.selectFrom('refresh_tokens').select('family_id').where('hash', '=', hash),
    )
    .executeTakeFirst()
}

export async function findFamily(db: Database, hash: string) {
  const token = await db
    .selectFrom('refresh_tokens')
    .select(['user_id', 'family_id'])
    .where('hash', '=', hash)
    .executeTakeFirst()
  return token && { userId: token.user_id, familyId: token.family_id }
}

export async function revokeAllOf(transaction: DatabaseTransaction, userId: UserId, nowMs: number): Promise<number> {
  await endAccess(transaction, userId, nowMs)
  const revoked = await transaction
    .updateTable('refresh_tokens')
    .set({ revoked: 1 })
    .where('user_id', '=', userId)
    .where('revoked', '=', 0)
    .returning('used')
    .execute()
  return revoked.filter(({ used }) => used === 0).length
}

export async function isAdmissionEnded(
  db: Database,
  { userId, loginId, invitationId, issuedAtMs }: Admission,
): Promise<boolean> {
  if (invitationId !== undefined) {
    const valid = await db
      .selectFrom('invitations')
      .select('id')
      .where('id', '=', invitationId)
      .where('revoked', '=', 0)
      .executeTakeFirst()
    return valid === undefined
  }
  if (loginId !== undefined) {
    const valid = await db
      .selectFrom('refresh_tokens')
      .select('hash')
      .where('family_id', '=', loginId)
      .where('revoked', '=', 0)
      .limit(1)
      .executeTakeFirst()
    return valid === undefined
  }
  const ended = await db
    .selectFrom('ended_access')
    .select('ended_at_ms')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return ended !== undefined && (issuedAtMs ?? 0) <= ended.ended_at_ms
}
