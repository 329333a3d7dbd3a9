import type { Entry } from '../../../../shared/model/entry.ts'
import type { SessionId } from '../../../../shared/model/ids.ts'
import { isHeld, type LogWriter } from '../logWriter.ts'
import { takesPart } from '../ownPart.ts'
import { isKept } from '../ranges/chooseRead.ts'
import { rangeAt } from '../ranges/heldRanges.ts'
import { createListFold } from './listFold.ts'
import { createOpenThreads, type OpenThread } from './openThreads.ts'
import { createRangeFold, raiseHead } from './rangeFold.ts'

/**
 * Outcome of one entry that has come. `stored`: new here, and on the disk. `folded`: new here, and only the list shows it. `held`: known.
 * `lacking`: entries before it are not here. `other`: another entry was at its place, and nothing of the thread is here any more.
 * `unknown`: no such thread here.
 */
export type Taken = 'stored' | 'folded' | 'held' | 'lacking' | 'other' | 'unknown'

export type ThreadFold = ReturnType<typeof createThreadFold>

/**
 * Collects what one transaction changes of threads: their entries, the ranges that are held, and what the list shows of them. An entry at
 * the end of a range is stored; one of a session that holds none, and needs none, changes what the list shows and is not stored.
 */
export function createThreadFold(log: Pick<LogWriter, 'storage' | 'self' | 'relayNowMs' | 'isOpen'>) {
  const { storage, self } = log
  const { find, put, sessionOf, save, ...threads } = createOpenThreads(storage)
  const list = createListFold(log, { sessionOf, ...threads })
  const ranges = createRangeFold(storage, list)
  let isFurther = false

  /** Returns whether entries of a session are stored although none is held yet. */
  function keeps(id: SessionId): boolean {
    const session = sessionOf(id)
    return session !== undefined && (log.isOpen(id) || isKept({ ...session, isOwn: takesPart(session, self.userId) }))
  }

  function begins({ thread, ranges: held }: OpenThread, seq: number): boolean {
    const newest = held.at(-1)
    return newest ? seq === newest.upToSeq + 1 : seq === 1 && keeps(thread.sessionId)
  }

  /** Takes an entry that no range comes to the place of. */
  function takeBeyond(open: OpenThread, entry: Entry): Taken {
    const newest = open.ranges.at(-1)
    if (newest) {
      put(raiseHead(open, entry.seq))
      return entry.seq > newest.upToSeq ? 'lacking' : 'held'
    }
    if (entry.seq <= open.thread.foldedUpTo) return 'held'
    const folded = put(raiseHead(list.fold(open, entry), entry.seq))
    if (folded.thread.foldedUpTo < entry.seq) return 'lacking'
    // An own message may have been stored ahead when it was acknowledged.
    return isHeld(storage, open.thread, entry) ? 'held' : 'folded'
  }

  function store(open: OpenThread, entries: readonly Entry[]) {
    const stored = ranges.store(open, entries)
    put(stored.open)
    isFurther = true
    return stored
  }

  return {
    ...{ find, put, sessionOf, store, list, forget: ranges.forget },
    /** Takes an entry as it comes from the relay while this console listens. */
    take: (entry: Entry): Taken => {
      const open = find(entry.sessionId, entry.thread)
      if (!open) return 'unknown'
      if (rangeAt(open.ranges, entry.seq)) {
        if (isHeld(storage, open.thread, entry)) return 'held'
        put(ranges.forget(open, entry.seq))
        return 'other'
      }
      if (begins(open, entry.seq)) return store(open, [entry]).added.length > 0 ? 'stored' : 'held'
      list.applyAmendment(open, entry)
      const taken = takeBeyond(open, entry)
      // What is before it is on its way.
      if (taken === 'folded' && keeps(entry.sessionId)) storage.entries.insert(open.thread, entry)
      return taken
    },
    /** Takes an own entry that was acknowledged. It is stored although entries before it may not be here. */
    takeAhead: (entry: Entry): Taken => {
      const open = find(entry.sessionId, entry.thread)
      if (!open) return 'unknown'
      if (rangeAt(open.ranges, entry.seq)) return 'held'
      if (begins(open, entry.seq)) {
        store(open, [entry])
        return 'stored'
      }
      list.applyAmendment(open, entry)
      const taken = takeBeyond(open, entry)
      if (open.ranges.length > 0 || keeps(entry.sessionId)) storage.entries.insert(open.thread, entry)
      return taken
    },
    /** Writes what has changed. Returns the sessions concerned, and whether more is held than before. */
    save: (): { readonly sessions: SessionId[]; readonly isFurther: boolean } => ({ sessions: save(), isFurther }),
  }
}
