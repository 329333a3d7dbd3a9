import { FailureError } from '../../../src/shared/model/failure.ts'
import type { UserId } from '../../../src/shared/model/ids.ts'
import type { DatabaseTransaction } from '../tables.ts'

/** A time that never comes: access that is ended until then is ended for good, as that of an erased person. */
export const forGood = Number.MAX_SAFE_INTEGER

/** Refuses with `FailureError('conflict')` the id of someone who was erased. */
export async function refuseErased(transaction: DatabaseTransaction, userId: UserId): Promise<void> {
  const erased = await transaction
    .selectFrom('ended_access')
    .select('user_id')
    .where('user_id', '=', userId)
    .where('ended_at_ms', '=', forGood)
    .executeTakeFirst()
  if (erased) throw new FailureError('conflict', 'The person with this id was erased. Use another id.')
}

/** Ends all tokens of the user that were issued until this time (ms since 1970), by whomever. It only ever grows. */
export async function endAccess(transaction: DatabaseTransaction, userId: UserId, nowMs: number): Promise<void> {
  await transaction
    .insertInto('ended_access')
    .values({ user_id: userId, ended_at_ms: nowMs })
    .onConflict((conflict) =>
      conflict.column('user_id').doUpdateSet({ ended_at_ms: nowMs }).where('ended_access.ended_at_ms', '<', nowMs),
    )
    .execute()
}
