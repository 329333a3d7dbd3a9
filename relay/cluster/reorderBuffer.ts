import type { Logger } from 'pino'
import type { Entry } from '../../src/shared/model/entry.ts'
import { type Thread, threadSchema } from '../../src/shared/model/thread.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { Store } from '../store/store.ts'
import { nodeLimits } from './nodeLimits.ts'

export interface ReorderBuffer {
  /** Begins to count a session's entries from those that it has now. */
  readonly begin: (session: CachedSession) => void
  /** An entry that was appended on this node or on another one. */
  readonly take: (session: CachedSession, entry: Entry) => void
  /** Looks whether there are entries that were not announced, and fetches them after a moment. */
  readonly check: (session: CachedSession) => void
  readonly stop: () => void
}

export interface EntrySequenceParts {
  readonly store: Pick<Store, 'log'>
  /** Passes an entry on to those who are connected here. */
  readonly deliver: (session: CachedSession, entry: Entry) => void
  readonly clock: Clock
  readonly log: Logger
}

interface ThreadPlace {
  /** What was there already when this node came to know the session. */
  readonly base: number
  announced: number
  readonly waiting: Map<number, Entry>
}

interface Place {
  readonly care: ThreadPlace
  readonly staff: ThreadPlace
  cancelFill: (() => void) | undefined
}

const threads = threadSchema.options

/**
 * Announces the entries of each thread in the order of their `seq`, once each, though they come from several nodes: one that
 * comes early waits for those before it, and what does not come is read from the store.
 */
export function createReorderBuffer(parts: EntrySequenceParts): ReorderBuffer {
  const { store, deliver, clock, log } = parts
  const places = new WeakMap<CachedSession, Place>()
  const timers = new Set<() => void>()

  function begin(session: CachedSession): Place {
    const startOf = (thread: Thread): ThreadPlace => {
      const base = session.head(thread)
      return { base, announced: base, waiting: new Map() }
    }
    const place: Place = { care: startOf('care'), staff: startOf('staff'), cancelFill: undefined }
    places.set(session, place)
    return place
  }

  function announceNext(session: CachedSession, place: ThreadPlace): void {
    for (let next = place.waiting.get(place.announced + 1); next; next = place.waiting.get(place.announced + 1)) {
      place.waiting.delete(next.seq)
      place.announced = next.seq
      deliver(session, next)
    }
  }

  function isBehind(session: CachedSession, place: Place): boolean {
    return threads.some((thread) => session.head(thread) > place[thread].announced)
  }

  function fillSoon(session: CachedSession, place: Place, afterMs: number = nodeLimits.gapWaitMs): void {
    if (place.cancelFill) return
    const cancel = clock.after(afterMs, () => {
      timers.delete(cancel)
      fill(session, place).then(
        () => {
          place.cancelFill = undefined
          if (isBehind(session, place)) fillSoon(session, place)
        },
        (error: unknown) => {
          log.warn({ sessionId: session.record().id, error }, 'missing entries could not be read')
          place.cancelFill = undefined
          fillSoon(session, place, nodeLimits.heartbeatMs)
        },
      )
    })
    timers.add(cancel)
    place.cancelFill = cancel
  }

  async function fill(session: CachedSession, places: Place): Promise<void> {
    for (const thread of threads) {
      const place = places[thread]
      const head = session.head(thread)
      // So much at once is what the clients fetch in pages; they notice by the gap.
      if (head - place.announced > nodeLimits.longestFill) place.announced = head - 1
      while (place.announced < session.head(thread)) {
        const from = { after: place.announced }
        const found = await store.log.read({ sessionId: session.record().id, thread, limit: 200, from })
        for (const entry of found) if (entry.seq > place.announced) place.waiting.set(entry.seq, entry)
        announceNext(session, place)
        if (found.length === 0) break
      }
      for (const seq of place.waiting.keys()) if (seq <= place.announced) place.waiting.delete(seq)
    }
  }

  return {
    begin: (session) => void begin(session),
    take: (session, entry) => {
      const placesOf = places.get(session) ?? begin(session)
      const place = placesOf[entry.thread]
      session.raiseHead(entry.thread, entry.seq)
      if (entry.seq <= place.base) deliver(session, entry)
      else if (entry.seq > place.announced) {
        place.waiting.set(entry.seq, entry)
        announceNext(session, place)
        if (place.announced < entry.seq) fillSoon(session, placesOf)
      }
    },
    check: (session) => {
      const place = places.get(session) ?? begin(session)
      if (isBehind(session, place)) fillSoon(session, place)
    },
    stop: () => {
      for (const cancel of timers) cancel()
    },
  }
}
