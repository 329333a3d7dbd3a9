import { sql } from 'kysely'
import { isMessageSql, redactedSuffix } from '../log/bodyText.ts'
import type { ThreadKey } from '../log/ranges.ts'
import type { DatabaseTransaction } from '../tables.ts'

/**
 * Returns since when a reply is owed by what stands in a care thread, read back to its last answer: what was redacted may have been what asked, or what
 * answered.
 */
export async function readOwed(transaction: DatabaseTransaction, thread: ThreadKey): Promise<number | null> {
  const [answer] = await selectMessages(transaction, thread)
    .where('sender_role', '!=', 'patient')
    .orderBy('seq', 'desc')
    .execute()
  const [question] = await selectMessages(transaction, thread)
    .where('sender_role', '=', 'patient')
    .where('seq', '>', answer?.seq ?? 0)
    .orderBy('seq')
    .execute()
  if (!question) return null
  // A time that was earlier than the question's, and came later, shows that the clock was ahead.
  const { owed } = await transaction
    .selectFrom('entries')
    .select((entry) => entry.fn.min('at_ms').as('owed'))
    .where('session_id', '=', thread.sessionId)
    .where('thread', '=', thread.thread)
    .where('seq', '>=', question.seq)
    .executeTakeFirstOrThrow()
  return owed
}

/** Selects the first of the messages that ask or answer. */
function selectMessages(transaction: DatabaseTransaction, { sessionId, thread }: ThreadKey) {
  return transaction
    .selectFrom('entries')
    .select('seq')
    .where('session_id', '=', sessionId)
    .where('thread', '=', thread)
    .where(isMessageSql)
    .where(sql<boolean>`body_json not like ${sql.lit(`%${redactedSuffix}`)}`)
    .limit(1)
}
