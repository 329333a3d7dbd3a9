import type { SessionDigest } from '../../../shared/model/digest/sessionDigest.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { SyncedSession } from '../../../shared/protocol/sync.ts'
import type { Listing, SessionFold, StoredSession, StoredThread } from '../../storage/sessionStore.ts'
import type { Committed } from './committed.ts'
import type { LogWriter } from './logWriter.ts'
import { takesPart } from './ownPart.ts'
import { isHeldAfter, withinBounds } from './ranges/heldRanges.ts'
import { writeGone, writeSession } from './writeSessions.ts'
import { forgetMarks, raiseMark, writeReached } from './writeWatermarks.ts'

/** One page of sessions with their digests. */
export interface DigestPage {
  readonly sessions: readonly SyncedSession[]
  readonly listing: Exclude<Listing, 'event'>
  /** Returns whether an event about the session itself has come since the page was asked for, and is newer. */
  readonly isOlder: (id: SessionId) => boolean
  /** Whether the relay does not know the past that this console knows, and what it has counts although it is less. */
  readonly isOtherPast: (id: SessionId) => boolean
}

/** Last step of a list whose pages are all here. */
export interface ListEnd {
  /** The moment to ask from the next time; null: from the start. */
  readonly token: string | null
  /** Listed sessions that are in none of the pages of a complete list: they are no longer this user's. */
  readonly gone: readonly SessionId[]
  /** Whether everything that is held is to be compared with the relay. */
  readonly isDoubted: boolean
}

/** Stores a page of sessions, and with the last one the end of the list. */
export function writeDigests(log: LogWriter, page: DigestPage, end: ListEnd | null): Partial<Committed> {
  const { storage } = log
  const changed = page.sessions.filter((session) => {
    const isKnown = storage.sessions.find(session.id) !== undefined
    if (page.isOlder(session.id) && !isKnown) return false
    const isChanged = !page.isOlder(session.id) && writeSession(log, session, page.listing)
    return writeDigest(log, session, page.isOtherPast(session.id)) || isChanged
  })
  const ids = changed.map(({ id }) => id)
  if (!end) return { sessions: ids, gap: 'entries' }
  if (end.token === null) storage.settings.remove('syncToken')
  else storage.settings.write('syncToken', end.token)
  if (end.isDoubted) storage.sessions.doubtAll()
  return { ...writeGone(log, end.gone), sessions: [...end.gone, ...ids], gap: 'entries' }
}

/** Takes over what a digest says of a session as far as it is newer than what is known. Returns whether anything is different now. */
function writeDigest(log: LogWriter, synced: SyncedSession, isOtherPast: boolean): boolean {
  const { id, heads, digest } = synced
  const { storage } = log
  const session = storage.sessions.find(id)
  if (!session || !digest) return false
  const isOwn = takesPart(session, log.self.userId)
  const before = storage.sessions.threadsOf(id)
  const after = before.map((thread) => {
    const head = heads[thread.thread] ?? 0
    const known = isOtherPast && head < thread.headSeq ? cutBack(log, thread, synced) : thread
    return head < known.foldedUpTo ? known : foldDigest(log, known, digest, { head, isOwn })
  })
  const isNewer = after.every((thread) => thread.foldedUpTo === (heads[thread.thread] ?? 0))
  const care = after.find(({ thread }) => thread === 'care')
  const isOfCare = care !== undefined && care.foldedUpTo === heads.care
  const fold = isOfCare ? foldOf(session, digest, { head: heads.care, isNewer, relayNowMs: log.relayNowMs }) : session
  for (const thread of after) storage.sessions.saveThread(thread)
  storage.sessions.saveFold(id, fold)
  return !isSame(session, fold) || after.some((thread, index) => thread !== before[index])
}

/** Forgets what is held beyond the end that the thread has at a relay with another past, and how far its messages had come there. */
function cutBack(log: LogWriter, thread: StoredThread, { id, heads, watermarks }: SyncedSession): StoredThread {
  const { storage } = log
  const head = heads[thread.thread] ?? 0
  const ranges = storage.ranges.of(thread.threadId)
  storage.entries.remove(thread, head + 1, Number.MAX_SAFE_INTEGER)
  storage.ranges.save(thread.threadId, ranges, withinBounds(ranges, { fromSeq: 1, upToSeq: head }))
  forgetMarks(storage, thread.threadId)
  const marks = watermarks.filter((mark) => mark.thread === thread.thread)
  for (const mark of marks) raiseMark(log, { ...mark, sessionId: id })
  writeReached(log, id)
  return {
    ...thread,
    headSeq: head,
    foldedUpTo: Math.min(thread.foldedUpTo, head),
    readUpTo: Math.min(thread.readUpTo, head),
  }
}

/** Takes over the state of one thread as of its entry `head`. */
function foldDigest(
  log: LogWriter,
  thread: StoredThread,
  digest: SessionDigest,
  { head, isOwn }: { readonly head: number; readonly isOwn: boolean },
): StoredThread {
  const headSeq = Math.max(thread.headSeq, head)
  const unreadCount = isOwn ? unreadOf(log, thread, digest, head) : 0
  const isSame = head === thread.foldedUpTo && headSeq === thread.headSeq && unreadCount === thread.unreadCount
  return isSame ? thread : { ...thread, foldedUpTo: head, headSeq, unreadCount }
}

/** Counted here where all of it is held: the relay may not know yet how far it was read. */
function unreadOf({ storage, self }: LogWriter, thread: StoredThread, digest: SessionDigest, head: number): number {
  const { threadId, readUpTo } = thread
  if (isHeldAfter(storage.ranges.of(threadId), readUpTo, head))
    return storage.entries.countUnread(thread, self.userId, readUpTo, head)
  return Math.min(digest.unread[thread.thread], Math.max(0, head - readUpTo))
}

function foldOf(
  before: StoredSession,
  digest: SessionDigest,
  { head, isNewer, relayNowMs }: { readonly head: number; readonly isNewer: boolean; readonly relayNowMs: number },
): SessionFold {
  const { owedSince, preview } = digest
  const lastActivityAt = Math.min(digest.lastActivityAt, relayNowMs)
  return {
    owedSince: owedSince === null ? null : Math.min(owedSince, relayNowMs),
    lastActivityAt: isNewer ? lastActivityAt : Math.max(before.lastActivityAt, lastActivityAt),
    preview,
    saidUpTo: Math.max(digest.saidUpTo, Math.min(before.saidUpTo, head)),
  }
}

function isSame(a: SessionFold, b: SessionFold): boolean {
  return (
    a.owedSince === b.owedSince &&
    a.lastActivityAt === b.lastActivityAt &&
    a.saidUpTo === b.saidUpTo &&
    JSON.stringify(a.preview) === JSON.stringify(b.preview)
  )
}
