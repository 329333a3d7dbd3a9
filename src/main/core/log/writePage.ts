import type { Entry } from '../../../shared/model/entry.ts'
import type { LogRead } from '../../../shared/protocol/sync.ts'
import type { OutboxItem } from '../../storage/outboxStore.ts'
import type { Committed } from './committed.ts'
import type { OpenThread } from './fold/openThreads.ts'
import { createThreadFold, type ThreadFold } from './fold/threadFold.ts'
import { isHeld, type LogWriter } from './logWriter.ts'
import { takesPart } from './ownPart.ts'
import { rangeAt, withinBounds } from './ranges/heldRanges.ts'
import { settle } from './writeEntries.ts'

/** A part of a thread as the relay answered with it, which was found to be what was asked for. */
export interface LogPage {
  readonly request: LogRead
  readonly entries: readonly Entry[]
  readonly amendments: readonly Entry[]
  readonly head: number
  /** Whether something of the session has come since it was asked for: then `head` may be older than what is here. */
  readonly isOvertaken: boolean
}

/** Stores a part of a thread. Nothing, where nobody has the session open any more and it holds nothing of its own. */
export function writePage(log: LogWriter, page: LogPage): Partial<Committed> {
  const fold = createThreadFold(log)
  const found = fold.find(page.request.sessionId, page.request.thread)
  const settled = page.entries.flatMap((entry): OutboxItem[] => {
    const own = settle(log, entry)
    return own ? [own] : []
  })
  const settledIds = new Set(settled.map(({ id }) => id))
  if (!found || !isWanted(log, fold, found))
    return { settled, entries: page.entries.filter(({ id }) => settledIds.has(id)) }

  const compared = compare(log, fold, found, page)
  const begun = restarted(log, compared, page)
  const { open, added } = fold.store(begun, page.entries)
  fold.put(withAmendments(log, fold, fold.list.recount(open), page.amendments))
  const lastHeld = begun.ranges.at(-1)?.upToSeq
  if (lastHeld === undefined || page.entries.some(({ seq }) => seq === lastHeld))
    log.storage.sessions.endDoubt(found.thread.threadId)
  // What stands before what was held is for whoever asked for it; what follows it concerns whoever has the thread on the screen, as does
  // what stands in the place of something else.
  const isForgotten = found.ranges.length > 0 && compared.ranges.length === 0
  const heldUpTo = isForgotten ? 0 : (found.ranges.at(-1)?.upToSeq ?? Number.POSITIVE_INFINITY)
  const followed = added.filter(({ id, seq }) => seq > heldUpTo || settledIds.has(id))
  return { settled, entries: followed, ...fold.save() }
}

function isWanted({ isOpen, self }: LogWriter, { sessionOf }: ThreadFold, { thread, ranges }: OpenThread): boolean {
  const session = sessionOf(thread.sessionId)
  if (!session) return false
  return ranges.length > 0 || isOpen(session.id) || (session.isListed && takesPart(session, self.userId))
}

/**
 * Compares what is held with what the relay has. Where they differ it has another past, as after a restore, and what is held is
 * forgotten.
 */
function compare({ storage }: LogWriter, { forget }: ThreadFold, open: OpenThread, page: LogPage): OpenThread {
  const { thread, ranges } = open
  const isOther = page.entries.some((entry) => rangeAt(ranges, entry.seq) && !isHeld(storage, thread, entry))
  const upToSeq = ranges.at(-1)?.upToSeq ?? 0
  if (isOther || (page.head < upToSeq && !page.isOvertaken)) return forget(open, page.head)
  const headSeq = page.isOvertaken ? Math.max(thread.headSeq, page.head) : page.head
  // A list that says more than there is must not make this console wait for it.
  const foldedUpTo = Math.min(thread.foldedUpTo, headSeq)
  return { ...open, thread: { ...thread, headSeq, foldedUpTo } }
}

/** Forgets what is held before the newest entries where a hole lies between. */
function restarted({ storage }: LogWriter, open: OpenThread, { request, entries }: LogPage): OpenThread {
  const [first] = entries
  const upToSeq = open.ranges.at(-1)?.upToSeq
  if (request.after !== undefined || request.before !== undefined) return open
  // Without a range, an entry may have been stored ahead of what was on its way; before the newest it would be an island that goes stale.
  if (!first || (upToSeq !== undefined && first.seq <= upToSeq + 1)) return open
  storage.entries.remove(open.thread, 1, first.seq - 1)
  return { ...open, ranges: withinBounds(open.ranges, { fromSeq: first.seq, upToSeq: Number.MAX_SAFE_INTEGER }) }
}

/** Stores what was said of these messages further down the thread; it is drawn with them, and nowhere else until its place is held. */
function withAmendments(
  { storage }: LogWriter,
  { list }: ThreadFold,
  open: OpenThread,
  amendments: readonly Entry[],
): OpenThread {
  for (const amendment of amendments) {
    if (!rangeAt(open.ranges, amendment.seq)) storage.entries.insert(open.thread, amendment)
    list.applyAmendment(open, amendment)
  }
  return open
}
