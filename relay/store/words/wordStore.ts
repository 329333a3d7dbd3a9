import { sql } from 'kysely'
import type { SessionId } from '../../../src/shared/model/ids.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import type { TakeTurn } from '../database/takeTurn.ts'
import { inChunks } from '../inChunks.ts'
import type { ThreadKey } from '../log/ranges.ts'
import type { SessionStore } from '../sessions/sessionStore.ts'
import type { Database } from '../tables.ts'
import { indexNextEntries } from './wordBlocks.ts'
import type { WordIndex } from './wordIndex.ts'

/** Entries of a thread from one place to another, both of them included. */
export interface WordBlock extends ThreadKey {
  readonly fromSeq: number
  readonly upToSeq: number
}

/** The ends of a thread and of its index. */
export interface ThreadState extends ThreadKey {
  readonly head: number
  /** The latest time of its entries (ms since 1970); null without entries. */
  readonly lastActivityAt: number | null
  /** Entries beyond it are in no block, and what they say of earlier ones is not there yet. */
  readonly indexedUpTo: number
}

export interface WordStore {
  /**
   * Takes what was appended to these threads into the index, in one transaction, until about `atMost` entries were read. On several nodes one
   * does it at a time. Returns the threads of which something may be left.
   */
  readonly index: (threads: readonly ThreadKey[], atMost: number) => Promise<ThreadKey[]>
  /** Returns those of the next `limit` threads that are not wholly in the index, and the last of all that were looked at; null: there are no more. */
  readonly backlog: (
    after: ThreadKey | null,
    limit: number,
  ) => Promise<{ readonly threads: ThreadKey[]; readonly last: ThreadKey | null }>
  /**
   * Returns blocks of these sessions in which each of the tokens begins a token of a message: all of them, or `limit` of more. That one
   * message has them all, and has them now, is to be seen in the log.
   */
  readonly find: (
    of: Parameters<SessionStore['list']>[0],
    tokens: readonly string[],
    limit: number,
  ) => Promise<WordBlock[]>
  /** Returns how things are with the threads of these sessions. */
  readonly states: (sessionIds: readonly SessionId[]) => Promise<ThreadState[]>
}

/** Name under which nodes take turns. */
export const turnOfWords = 'words of messages'

/** The words of messages, by which sessions are found. */
export function createWordStore(
  db: Database,
  queryRunner: QueryRunner,
  { index, takeTurn }: { readonly index: WordIndex; readonly takeTurn: TakeTurn },
): WordStore {
  return {
    index: (threads, atMost) =>
      queryRunner(() =>
        db.transaction().execute(async (transaction) => {
          await takeTurn(transaction, turnOfWords)
          let lookedAt = 0
          const left: ThreadKey[] = []
          for (const key of threads) {
            let isLeft = true
            while (isLeft && lookedAt < atMost) {
              const { taken, read } = await indexNextEntries(transaction, index, key)
              isLeft = taken > 0
              lookedAt += Math.max(1, read)
            }
            if (isLeft) left.push(key)
          }
          return left
        }),
      ),
    backlog: (after, limit) => queryRunner(() => findBacklog(db, after, limit)),
    find: (of, tokens, limit) => queryRunner(() => findBlocks(db, index, { of, tokens, limit })),
    states: (ids) => queryRunner(() => findStates(db, ids)),
  }
}

async function findBacklog(db: Database, after: ThreadKey | null, limit: number) {
  let query = selectPositions(db).orderBy('threads.session_id').orderBy('threads.thread').limit(limit)
  if (after)
    query = query.where(sql<boolean>`(threads.session_id, threads.thread) > (${after.sessionId}, ${after.thread})`)
  const rows = await query.execute()
  const keys = rows.map((row) => ({ sessionId: row.session_id, thread: row.thread }))
  return {
    threads: keys.filter((_, at) => (rows[at]?.head ?? 0) > (rows[at]?.up_to_seq ?? 0)),
    last: rows.length < limit ? null : (keys.at(-1) ?? null),
  }
}

function selectPositions(db: Database) {
  return db
    .selectFrom('threads')
    .leftJoin('indexed_threads', (join) =>
      join
        .onRef('indexed_threads.session_id', '=', 'threads.session_id')
        .onRef('indexed_threads.thread', '=', 'threads.thread'),
    )
    .select(['threads.session_id', 'threads.thread', 'threads.head', 'indexed_threads.up_to_seq'])
}

async function findBlocks(
  db: Database,
  index: WordIndex,
  {
    of,
    tokens,
    limit,
  }: {
    readonly of: Parameters<SessionStore['list']>[0]
    readonly tokens: readonly string[]
    readonly limit: number
  },
): Promise<WordBlock[]> {
  let query = db
    .selectFrom('word_blocks')
    .select(['session_id', 'thread', 'from_seq', 'up_to_seq'])
    .where(index.hasTokens(tokens))
    .limit(limit)
  if (of === 'supported')
    query = query.where('session_id', 'in', (sessions) =>
      sessions
        .selectFrom('sessions')
        .select('sessions.id')
        .where((session) =>
          session.or([session('dispute_json', 'is not', null), session('escalation_json', 'is not', null)]),
        ),
    )
  else if (of !== 'everything')
    query = query.where('session_id', 'in', (participants) =>
      participants.selectFrom('participants').select('participants.session_id').where('user_id', '=', of.participant),
    )
  const rows = await query.execute()
  return rows.map((row) => ({
    sessionId: row.session_id,
    thread: row.thread,
    fromSeq: row.from_seq,
    upToSeq: row.up_to_seq,
  }))
}

async function findStates(db: Database, sessionIds: readonly SessionId[]): Promise<ThreadState[]> {
  const states: ThreadState[] = []
  for (const chunk of inChunks(sessionIds)) {
    const rows = await selectPositions(db)
      .select('threads.last_activity_ms')
      .where('threads.session_id', 'in', chunk)
      .execute()
    for (const row of rows)
      states.push({
        sessionId: row.session_id,
        thread: row.thread,
        head: row.head,
        lastActivityAt: row.last_activity_ms,
        indexedUpTo: row.up_to_seq ?? 0,
      })
  }
  return states
}
