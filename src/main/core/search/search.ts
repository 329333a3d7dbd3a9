import type { Handlers } from '../../../shared/ipc/commands.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { UserId } from '../../../shared/model/ids.ts'
import { readQuery, type SearchQuery } from '../../../shared/model/search/searchQuery.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { Commit } from '../log/commit.ts'
import type { Committed } from '../log/committed.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'
import { createKnownPeople } from './knownPeople.ts'
import { createLookThrough } from './lookThrough.ts'
import { createWordTending } from './tendWords.ts'

/** Messages of one answer, and of those that are looked at for it; what is beyond them is for the next page. */
const mostOfPage = { found: 30, lookedAt: 6_400 }
/** Messages that are found in one thread. */
const mostInThread = { found: 1_000, lookedAt: Number.POSITIVE_INFINITY }

/** Looks through the messages that this workstation holds, whether there is a relay or not. */
export function createSearch(parts: {
  readonly clock: Clock
  readonly storage: Pick<StorageReader, 'sessions' | 'words' | 'ranges'>
  readonly self: () => UserId
  readonly commit: Pick<Commit, 'tendWords'>
  readonly storageHealth: Pick<StorageHealth, 'write'>
}) {
  const { storage } = parts
  const people = createKnownPeople(storage)
  const lookThrough = createLookThrough(parts)
  const tending = createWordTending(parts)
  tending.start()

  /** Throws `invalid` where the text cannot be read as a search. */
  function read(text: string): SearchQuery {
    const query = readQuery(text, people.names)
    if (!query.ok) throw new FailureError('invalid', query.message)
    return query.query
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
        const query = read(text)
        const isWhole = storage.words.isWhole()
        const threadIds = query.patient.length > 0 ? threadsOf(query.patient) : null
        const from = page === undefined ? null : Number(page)
        const { items, reached } = await lookThrough(query, threadIds, from, mostOfPage)
        return { items: [...items], isWhole, ...(reached === null ? {} : { page: String(reached) }) }
      },
      findInThread: async ({ sessionId, thread, text }) => {
        const holding = storage.ranges.findHolding(parts.self(), sessionId, thread)
        if (!holding) throw new FailureError('notFound', 'There is no such session, or this thread is not open to you.')
        const { phrases, ...rest } = read(text)
        const isWhole = storage.words.isWhole()
        // Whose conversation it is, is told already.
        const query = { ...rest, phrases, patient: [] }
        const { items, reached } = await lookThrough(query, [holding.threadId], null, mostInThread)
        const held = holding.ranges.at(-1)
        return {
          seqs: items.map(({ seq }) => seq).sort((a, b) => a - b),
          phrases: phrases.map((phrase) => [...phrase]),
          isCut: reached !== null,
          isWhole,
          isHeld: holding.headSeq === 0 || (held?.fromSeq === 1 && held.upToSeq === holding.headSeq),
        }
      },
    } satisfies Partial<Handlers>,

    onCommitted: ({ sessions }: Committed): void => {
      people.changed(sessions)
      if (sessions.length > 0) tending.start()
    },
    close: tending.stop,
  }
}
