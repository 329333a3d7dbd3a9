import type { CompiledQuery } from 'kysely'
import { inChunks } from '../inChunks.ts'
import type { Database, DatabaseTransaction, Tables } from '../tables.ts'
import type { Append } from './append.ts'
import { compileBatchQuery } from './compileBatchQuery.ts'
import { type Places, placesOf, threadOf } from './places.ts'

/** The places that a batch has taken at the end of its threads, and how many of them are used. */
export interface TakenPlaces {
  /** Returns the places of the entry's thread; undefined when the session was changed since the entry was decided. */
  readonly of: (append: Append) => ThreadPlaces | undefined
  /** Returns the unused places to their threads. Nobody else can have built on them: the threads are locked. */
  readonly giveBack: (transaction: DatabaseTransaction) => Promise<void>
}

/** Places up to the head of a thread. Whoever uses one raises `next`. */
export interface ThreadPlaces extends Places {
  readonly head: number
  next: number
}

/** Creates the function that takes places for a batch, which locks its threads against other writers. */
export function createPlaceTaker(
  db: Database,
): (transaction: DatabaseTransaction, appends: readonly Append[]) => Promise<TakenPlaces> {
  const raiseHeads = compileRaiseHeads(db)
  return async (transaction, appends) => {
    const wanted = placesOf(appends)
    const taken = new Map<string, ThreadPlaces>()
    for (const chunk of inChunks([...wanted.values()].map(toThreadRow))) {
      const { rows } = await transaction.executeQuery(raiseHeads(chunk))
      for (const { session_id: sessionId, thread, head } of rows) {
        const key = threadOf({ sessionId, thread })
        const places = wanted.get(key)
        if (places) taken.set(key, { ...places, head, next: head - places.count + 1 })
      }
    }
    return createTakenPlaces(taken)
  }
}

function createTakenPlaces(taken: ReadonlyMap<string, ThreadPlaces>): TakenPlaces {
  return {
    of: (append) => {
      const places = taken.get(threadOf(append))
      return places?.version === append.sessionVersion ? places : undefined
    },
    giveBack: async (transaction) => {
      for (const { sessionId, thread, head, next } of taken.values()) {
        if (next > head) continue
        await transaction
          .updateTable('threads')
          .set({ head: next - 1 })
          .where('session_id', '=', sessionId)
          .where('thread', '=', thread)
          .execute()
      }
    },
  }
}

/** Raises the head of each thread by so many places, unless its session has another version by now. */
function compileRaiseHeads(db: Database) {
  return compileBatchQuery(
    (threads: readonly Tables['threads'][]): CompiledQuery<Tables['threads']> =>
      db
        .insertInto('threads')
        .values([...threads])
        .onConflict((conflict) =>
          conflict
            .columns(['session_id', 'thread'])
            .doUpdateSet((update) => ({ head: update('threads.head', '+', update.ref('excluded.head')) }))
            .whereRef('threads.session_version', '=', 'excluded.session_version'),
        )
        .returningAll()
        .compile(),
    (row) => [row.session_id, row.thread, row.head, row.session_version],
  )
}

function toThreadRow({ sessionId, thread, count, version }: Places): Tables['threads'] {
  return { session_id: sessionId, thread, head: count, session_version: version }
}
