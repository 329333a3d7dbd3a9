import type { Handlers } from '../../../shared/ipc/commands.ts'
import type { FoundEntry } from '../../../shared/ipc/session.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import { readQuery, type SearchQuery } from '../../../shared/model/search/searchQuery.ts'
import { tokensOf } from '../../../shared/model/text/searchedWords.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { WordQuestion } from '../../storage/words/wordSearch.ts'
import type { Commit } from '../log/commit.ts'
import type { Committed } from '../log/committed.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'
import { findIn } from './findIn.ts'
import { createKnownPeople } from './knownPeople.ts'
import { createWordTending } from './tendWords.ts'

/** Messages of one answer. */
const foundPerPage = 30
/** Messages that are looked at before others have their turn: a few milliseconds. */
const lookedAtAtOnce = 64
/** Messages that are looked at for one answer; what is beyond them is for the next page. */
const lookedAtMost = 6_400

/** Looks through the messages that this workstation holds, whether there is a relay or not. */
export function createSearch(parts: {
  readonly clock: Clock
  readonly storage: Pick<StorageReader, 'sessions' | 'words'>
  readonly commit: Pick<Commit, 'tendWords'>
  readonly storageHealth: Pick<StorageHealth, 'write'>
}) {
  const { clock, storage } = parts
  const people = createKnownPeople(storage)
  const tending = createWordTending(parts)
  tending.start()

  const otherTurns = () => new Promise<void>((resolve) => clock.after(0, resolve))

  async function find(query: SearchQuery, from: number | null) {
    const question = questionOf(query, query.patient.length > 0 ? threadsOf(query.patient) : null)
    const threads = question.threadIds && new Set(question.threadIds)
    const items: FoundEntry[] = []
    let before = from
    for (let looked = 0; looked < lookedAtMost; looked += lookedAtAtOnce) {
      const { rows, reached } = storage.words.find(question, before, lookedAtAtOnce)
      for (const row of rows) {
        const message = threads === null || threads.has(row.threadId) ? storage.words.read(row) : undefined
        const found = message && findIn(message, query, question)
        if (found) items.push(found)
        if (items.length === foundPerPage) return { items, page: String(row.rowId) }
      }
      if (reached === null) return { items }
      before = reached
      await otherTurns()
    }
    return { items, page: String(before) }
  }

  function threadsOf(patient: readonly string[]): number[] {
    return people
      .sessionsOf(patient)
      .flatMap((id) => storage.sessions.threadsOf(id))
      .map(({ threadId }) => threadId)
  }

  return {
    handlers: {
      searchEntries: async ({ text, page }) => {
        const read = readQuery(text, people.names)
        if (!read.ok) throw new FailureError('invalid', read.message)
        const isWhole = storage.words.isWhole()
        return { ...(await find(read.query, page === undefined ? null : Number(page))), isWhole }
      },
    } satisfies Partial<Handlers>,

    onCommitted: ({ sessions }: Committed): void => {
      people.changed(sessions)
      if (sessions.length > 0) tending.start()
    },
    close: tending.stop,
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
