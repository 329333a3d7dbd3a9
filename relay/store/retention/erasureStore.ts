import { sql } from 'kysely'
import { z } from 'zod'
import { type EntryBody, entryBodySchema } from '../../../src/shared/model/entry.ts'
import type { AttachmentId } from '../../../src/shared/model/files/attachment.ts'
import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import { inChunks } from '../chunks.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import { endAccess, forGood } from '../sessions/endedAccess.ts'
import type { Database, DatabaseTransaction } from '../tables.ts'

export interface ErasedPerson {
  readonly userId: UserId
  /** Name that replaces theirs from now on. */
  readonly pseudonym: string
}

export interface ErasureStore {
  /**
   * Removes, in one transaction, the account of a person and all that is kept for it, and puts the pseudonym in the place of their name
   * wherever they take part; no token of theirs counts from then on, and no account can have the id. `failureKeys` gives under which
   * keys their failed sign-ins are counted, from where they have signed in. Returns the uploads that no message carries; undefined, with
   * nothing changed, when nobody is known by this id.
   */
  readonly removeAccount: (
    person: ErasedPerson,
    failureKeys: (places: readonly string[]) => readonly string[],
  ) => Promise<readonly { readonly id: AttachmentId; readonly sha256: string }[] | undefined>
  /**
   * Puts the pseudonym in the place of the name in the entries of the next sessions, ascending by id from `after`, in one transaction.
   * Returns how many entries of theirs or about them there are, and the last of the sessions; null: there are no more.
   */
  readonly renameInLogs: (
    person: ErasedPerson,
    after: SessionId | null,
  ) => Promise<{ readonly entries: number; readonly last: SessionId | null }>
}

const sessionsAtOnce = 100

/** Everything that is kept for a person and not for a record. */
const personal = ['notifications', 'notification_topics', 'refresh_tokens', 'invitations', 'call_quality'] as const

/** The right to erasure, over all tables. */
export function createErasureStore(db: Database, queryRunner: QueryRunner): ErasureStore {
  async function isKnown(transaction: DatabaseTransaction, userId: UserId): Promise<boolean> {
    const found = await Promise.all([
      transaction.selectFrom('users').select('id').where('id', '=', userId).executeTakeFirst(),
      transaction.selectFrom('participants').select('user_id').where('user_id', '=', userId).executeTakeFirst(),
      transaction.selectFrom('entries').select('seq').where('sender_id', '=', userId).executeTakeFirst(),
      transaction.selectFrom('ended_access').select('user_id').where('user_id', '=', userId).executeTakeFirst(),
    ])
    return found.some((row) => row !== undefined)
  }

  async function renameIn(transaction: DatabaseTransaction, ids: readonly SessionId[], person: ErasedPerson) {
    const { userId, pseudonym } = person
    const named = `%"userId":${JSON.stringify(userId)}%`.replace(/[!%_]/g, (sign, at, text: string) =>
      sign === '%' && (at === 0 || at === text.length - 1) ? sign : `!${sign}`,
    )
    const rows = await transaction
      .selectFrom('entries')
      .select(['session_id', 'thread', 'seq', 'sender_id', 'sender_name', 'body_json'])
      .where('session_id', 'in', ids)
      .where((entry) => entry.or([entry('sender_id', '=', userId), sql<boolean>`body_json like ${named} escape '!'`]))
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

  return {
    removeAccount: ({ userId, pseudonym }, failureKeys) =>
      queryRunner(() =>
        db.transaction().execute(async (transaction) => {
          if (!(await isKnown(transaction, userId))) return undefined
          await endAccess(transaction, userId, forGood)
          const places = await transaction
            .deleteFrom('known_places')
            .where('user_id', '=', userId)
            .returning('place')
            .execute()
          for (const keys of inChunks(failureKeys(places.map(({ place }) => place))))
            await transaction.deleteFrom('login_failures').where('key', 'in', keys).execute()
          for (const table of personal) await transaction.deleteFrom(table).where('user_id', '=', userId).execute()
          await transaction.deleteFrom('users').where('id', '=', userId).execute()
          await transaction.updateTable('participants').set({ name: pseudonym }).where('user_id', '=', userId).execute()
          await transaction
            .updateTable('calls')
            .set({ caller_name: pseudonym })
            .where('caller_id', '=', userId)
            .execute()
          return await transaction
            .deleteFrom('attachments')
            .where('uploader_id', '=', userId)
            .where('entry_id', 'is', null)
            .returning(['id', 'sha256'])
            .execute()
        }),
      ),
    renameInLogs: (person, after) =>
      queryRunner(() =>
        db.transaction().execute(async (transaction) => {
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
        }),
      ),
  }
}

/** The same body, unless it names the person. */
function withoutName(body: EntryBody, { userId, pseudonym }: ErasedPerson): EntryBody {
  if (body.kind === 'membership' && body.userId === userId) return { ...body, name: pseudonym }
  if (body.kind === 'state' && body.to?.userId === userId) return { ...body, to: { userId, name: pseudonym } }
  return body
}
