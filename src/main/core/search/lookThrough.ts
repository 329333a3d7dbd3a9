import type { FoundEntry } from '../../../shared/ipc/session.ts'
import type { SearchQuery } from '../../../shared/model/search/searchQuery.ts'
import { tokensOf } from '../../../shared/model/text/searchedWords.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { WordQuestion } from '../../storage/words/wordSearch.ts'
import { findIn } from './findIn.ts'

/** Messages that are looked at before others have their turn: a few milliseconds. */
const lookedAtAtOnce = 64

/** Messages that are found and looked at at the most. */
interface LookLimits {
  readonly found: number
  readonly lookedAt: number
}

/** Messages that were found, newest first; `reached`: the row before which nothing was looked at, or null where nothing is left. */
export interface LookedThrough {
  readonly items: readonly FoundEntry[]
  readonly reached: number | null
}

/** Creates what looks for messages, newest first, from before a row (null: from the newest on), in these threads (null: in all). */
export function createLookThrough({ clock, storage }: { clock: Clock; storage: Pick<StorageReader, 'words'> }) {
  const otherTurns = () => new Promise<void>((resolve) => clock.after(0, resolve))

  return async (
    query: SearchQuery,
    threadIds: readonly number[] | null,
    from: number | null,
    most: LookLimits,
  ): Promise<LookedThrough> => {
    const question = questionOf(query, threadIds)
    const threads = threadIds && new Set(threadIds)
    const items: FoundEntry[] = []
    let before = from
    for (let looked = 0; looked < most.lookedAt; looked += lookedAtAtOnce) {
      const { rows, reached } = storage.words.find(question, before, lookedAtAtOnce)
      for (const row of rows) {
        const message = threads === null || threads.has(row.threadId) ? storage.words.read(row) : undefined
        const found = message && findIn(message, query, question)
        if (found) items.push(found)
        if (items.length === most.found) return { items, reached: row.rowId }
      }
      if (reached === null) return { items, reached }
      before = reached
      await otherTurns()
    }
    return { items, reached: before }
  }
}

function questionOf(query: SearchQuery, threadIds: readonly number[] | null): WordQuestion {
  return {
    words: tokensOf(query.phrases.flat()),
    senderWords: tokensOf(query.sender),
    kinds: query.kinds,
    threadIds,
    fromMs: Math.max(0, ...query.after.map(startOfDay)),
    beforeMs: Math.min(Number.POSITIVE_INFINITY, ...query.before.map(startOfDay)),
  }
}

/** Returns when a day begins, by the time zone of this workstation (ms since 1970). */
function startOfDay(day: string): number {
  return new Date(`${day}T00:00:00`).getTime()
}
