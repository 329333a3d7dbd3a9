import type { CompiledQuery } from 'kysely'
import { sql } from 'kysely'
import { noDigest, type ThreadDigest } from '../digests/threadDigest.ts'
import { inChunks } from '../inChunks.ts'
import type { Database, DatabaseTransaction, Tables } from '../tables.ts'
import { compileBatchQuery } from './compileBatchQuery.ts'
import { type Places, threadOf } from './places.ts'

/** The end of a thread as a batch finds it: its newest `seq`, 0 of none, and its digest. */
export interface ThreadEnd {
  readonly last: number
  readonly digest: ThreadDigest
}

/**
 * Finds the ends of threads, which stay as they are until the transaction ends. A thread whose session was changed since the batch was
 * decided is missing.
 */
export interface ThreadEnds {
  readonly find: (
    transaction: DatabaseTransaction,
    wanted: readonly Places[],
  ) => Promise<readonly (ThreadEnd & { readonly key: string })[]>
  /** Undoes what finding has written to a thread of which no place was used. */
  readonly release: (transaction: DatabaseTransaction, places: Places, last: number) => Promise<void>
}

/** Reads the ends: for a database where one transaction writes at a time, so that nobody comes between. */
export function createReadEnds(db: Database): ThreadEnds {
  const read = compileBatchQuery(
    (threads: readonly Places[]): CompiledQuery<Tables['threads']> =>
      db
        .selectFrom('threads')
        .selectAll()
        .where(
          'session_id',
          'in',
          threads.map(({ sessionId }) => sessionId),
        )
        .compile(),
    ({ sessionId }) => [sessionId],
  )
  return {
    find: async (transaction, wanted) => {
      const rows = new Map<string, Tables['threads']>()
      for (const chunk of inChunks(wanted))
        for (const row of (await transaction.executeQuery(read(chunk))).rows)
          rows.set(threadOf({ sessionId: row.session_id, thread: row.thread }), row)
      return wanted.flatMap((places) => {
        const key = threadOf(places)
        const row = rows.get(key)
        if (!row) return [{ key, last: 0, digest: noDigest }]
        return row.session_version === places.version ? [{ key, last: row.head, digest: row }] : []
      })
    },
    release: async () => undefined,
  }
}

/** Raises the heads by as many places as are wanted, which locks the threads against the writers of other transactions. */
export function createLockedEnds(db: Database): ThreadEnds {
  const raise = compileBatchQuery(
    (threads: readonly Places[]): CompiledQuery<Tables['threads']> =>
      db
        .insertInto('threads')
        .values(
          threads.map(({ sessionId, thread, count, version }) => ({
            session_id: sessionId,
            thread,
            head: count,
            session_version: version,
            newest_message_seq: sql.lit(0),
            changed_in: sql.lit(0),
          })),
        )
        .onConflict((conflict) =>
          conflict
            .columns(['session_id', 'thread'])
            .doUpdateSet((update) => ({ head: update('threads.head', '+', update.ref('excluded.head')) }))
            .whereRef('threads.session_version', '=', 'excluded.session_version'),
        )
        .returningAll()
        .compile(),
    ({ sessionId, thread, count, version }) => [sessionId, thread, count, version],
  )
  return {
    find: async (transaction, wanted) => {
      const countOf = new Map(wanted.map((places) => [threadOf(places), places.count]))
      const found: (ThreadEnd & { key: string })[] = []
      for (const chunk of inChunks(wanted))
        for (const row of (await transaction.executeQuery(raise(chunk))).rows) {
          const key = threadOf({ sessionId: row.session_id, thread: row.thread })
          found.push({ key, last: row.head - (countOf.get(key) ?? 0), digest: row })
        }
      return found
    },
    release: async (transaction, { sessionId, thread }, last) => {
      await transaction
        .updateTable('threads')
        .set({ head: last })
        .where('session_id', '=', sessionId)
        .where('thread', '=', thread)
        .execute()
    },
  }
}
