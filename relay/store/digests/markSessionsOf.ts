import type { UserId } from '../../../src/shared/model/ids.ts'
import type { DatabaseTransaction } from '../tables.ts'
import type { Changes } from './changes.ts'

/** Takes note, in the transaction that changes somebody's name, that all their sessions show another one. */
export async function markSessionsOf(
  transaction: DatabaseTransaction,
  changes: Changes,
  userId: UserId,
): Promise<void> {
  await transaction
    .updateTable('sessions')
    .set({ changed_in: changes.number })
    .where('id', 'in', (session) =>
      session.selectFrom('participants').select('session_id').where('user_id', '=', userId),
    )
    .execute()
}
