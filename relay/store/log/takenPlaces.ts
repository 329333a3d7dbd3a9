import type { Entry } from '../../../src/shared/model/entry.ts'
import type { Changes } from '../digests/changes.ts'
import { readOwed } from '../digests/readOwed.ts'
import { foldIntoDigest, type ThreadDigest } from '../digests/threadDigest.ts'
import { inChunks } from '../inChunks.ts'
import type { Database, DatabaseTransaction, Tables } from '../tables.ts'
import type { Append } from './append.ts'
import { compileBatchQuery } from './compileBatchQuery.ts'
import { type Places, placesOf, threadOf } from './places.ts'
import type { ThreadEnd, ThreadEnds } from './threadEnds.ts'

/** The places that a batch has taken at the end of its threads, and how many of them are used. */
export interface TakenPlaces {
  /** Returns the places of the entry's thread; undefined when the session was changed since the entry was decided. */
  readonly of: (append: Append) => ThreadPlaces | undefined
  /**
   * Writes what these entries, which have used places, make of the digests of their threads, and returns the unused places to their threads. Nobody else
   * can have built on them: the threads are locked.
   */
  readonly finish: (transaction: DatabaseTransaction, appended: readonly Entry[]) => Promise<void>
}

/** Places at the end of a thread. Whoever uses one raises `next`. */
export interface ThreadPlaces extends Places, ThreadEnd {
  next: number
}

type DigestRow = Pick<Tables['threads'], 'session_id' | 'thread' | 'head' | 'session_version'> & ThreadDigest

/** Creates the function that takes places for a batch, which keeps other writers out of its threads. */
export function createPlaceTaker(
  db: Database,
  changes: Changes,
  ends: ThreadEnds,
): (transaction: DatabaseTransaction, appends: readonly Append[]) => Promise<TakenPlaces> {
  const writeDigests = compileWriteDigests(db, changes)

  async function finish(
    transaction: DatabaseTransaction,
    taken: ReadonlyMap<string, ThreadPlaces>,
    appended: readonly Entry[],
  ): Promise<void> {
    const entriesOf = Map.groupBy(appended, threadOf)
    const rows: DigestRow[] = []
    for (const [key, places] of taken) {
      const entries = entriesOf.get(key)
      if (!entries) await ends.release(transaction, places, places.last)
      else {
        const { sessionId, thread, version, next } = places
        const digest = await digestAfter(transaction, places, entries)
        rows.push({ session_id: sessionId, thread, head: next - 1, session_version: version, ...digest })
      }
    }
    for (const chunk of inChunks(rows)) await transaction.executeQuery(writeDigests(chunk))
  }

  return async (transaction, appends) => {
    const wanted = placesOf(appends)
    const taken = new Map<string, ThreadPlaces>()
    for (const { key, last, digest } of await ends.find(transaction, [...wanted.values()])) {
      const places = wanted.get(key)
      if (places) taken.set(key, { ...places, last, digest, next: last + 1 })
    }
    return {
      of: (append) => {
        const places = taken.get(threadOf(append))
        return places?.version === append.sessionVersion ? places : undefined
      },
      finish: (within, appended) => finish(within, taken, appended),
    }
  }
}

async function digestAfter(
  transaction: DatabaseTransaction,
  { sessionId, thread, digest }: ThreadPlaces,
  entries: readonly Entry[],
): Promise<ThreadDigest> {
  const folded = foldIntoDigest(digest, entries)
  if (thread !== 'care' || !entries.some(({ body }) => body.kind === 'redaction')) return folded
  return { ...folded, owed_since_ms: await readOwed(transaction, { sessionId, thread }) }
}

/** Writes the heads and digests of threads that are locked, and that they have changed. */
function compileWriteDigests(db: Database, changes: Changes) {
  return compileBatchQuery(
    (threads: readonly DigestRow[]) =>
      db
        .insertInto('threads')
        .values(threads.map((row) => ({ ...row, changed_in: changes.number })))
        .onConflict((conflict) =>
          conflict.columns(['session_id', 'thread']).doUpdateSet((update) => ({
            head: update.ref('excluded.head'),
            owed_since_ms: update.ref('excluded.owed_since_ms'),
            last_activity_ms: update.ref('excluded.last_activity_ms'),
            newest_message_seq: update.ref('excluded.newest_message_seq'),
            changed_in: update.ref('excluded.changed_in'),
          })),
        )
        .compile(),
    (row) => [
      row.session_id,
      row.thread,
      row.head,
      row.session_version,
      row.owed_since_ms,
      row.last_activity_ms,
      row.newest_message_seq,
    ],
  )
}
