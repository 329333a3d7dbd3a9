import { sql } from 'kysely'
import { z } from 'zod'
import { type EntryBody, entryBodySchema } from '../../../src/shared/model/entry.ts'
import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { DatabaseTransaction } from '../tables.ts'

export interface ErasedPerson {
  readonly userId: UserId
  /** Name that replaces theirs from now on. */
  readonly pseudonym: string
}

const sessionsAtOnce = 100

/** Renames the person in the entries of the next sessions, ascending by id from `after`. */
export async function renameInNextSessions(
  transaction: DatabaseTransaction,
  person: ErasedPerson,
  after: SessionId | null,
): Promise<{ readonly entries: number; readonly last: SessionId | null }> {
  const rows = await transaction
    .selectFrom('sessions')
    .select('id')
    .$if(after !== null, (query) => query.where('id', '>', after))
    .orderBy('id')
    .limit(sessionsAtOnce)
    .execute()
  const ids = rows.map(({ id }) => id)
  const entries = ids.length === 0 ? 0 : await renameIn(transaction, ids, person)
  return { entries, last: rows.length < sessionsAtOnce ? null : (ids.at(-1) ?? null) }
}

/** Returns how many entries of theirs or about them there are. */
async function renameIn(
  transaction: DatabaseTransaction,
  ids: readonly SessionId[],
  person: ErasedPerson,
): Promise<number> {
  const { userId, pseudonym } = person
  const rows = await transaction
    .selectFrom('entries')
    .select(['session_id', 'thread', 'seq', 'sender_id', 'sender_name', 'body_json'])
    .where('session_id', 'in', ids)
    .where((entry) =>
      entry.or([entry('sender_id', '=', userId), sql<boolean>`body_json like ${namesUser(userId)} escape '!'`]),
    )
    .execute()
  let count = 0
  for (const row of rows) {
    const body = z.parse(entryBodySchema, JSON.parse(row.body_json))
    const renamed = withoutName(body, person)
    if (row.sender_id !== userId && renamed === body) continue
    await transaction
      .updateTable('entries')
      .set({
        sender_name: row.sender_id === userId ? pseudonym : row.sender_name,
        body_json: renamed === body ? row.body_json : JSON.stringify(renamed),
      })
      .where('session_id', '=', row.session_id)
      .where('thread', '=', row.thread)
      .where('seq', '=', row.seq)
      .execute()
    count += 1
  }
  return count
}

/** Pattern of bodies that name the user. Signs of the pattern language within the id are escaped by `!`. */
function namesUser(userId: UserId): string {
  return `%"userId":${JSON.stringify(userId).replace(/[!%_]/g, (sign) => `!${sign}`)}%`
}

/** Returns the same body, unless it names the person. */
function withoutName(body: EntryBody, { userId, pseudonym }: ErasedPerson): EntryBody {
  if (body.kind === 'membership' && body.userId === userId) return { ...body, name: pseudonym }
  if (body.kind === 'state' && body.to?.userId === userId) return { ...body, to: { userId, name: pseudonym } }
  return body
}
