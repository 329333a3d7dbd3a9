import { reachedBy } from '../../../shared/model/deliveryStatus.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import type { ParticipantWatermark, ReachedStep, Watermark } from '../../../shared/model/watermark.ts'
import type { StoredThread } from '../../storage/sessionStore.ts'
import type { Storage } from '../../storage/storage.ts'
import type { Committed } from './committed.ts'
import type { LogWriter } from './logWriter.ts'
import { lastHeldUpTo, rangeAt } from './ranges/heldRanges.ts'

export type SessionMark = ParticipantWatermark & { readonly sessionId: SessionId }

/** Takes over watermarks of anybody, as the relay has them; `watchedAtMs`: they grew just now (relay clock), or null where that is not known. */
export function writeWatermarks(
  log: LogWriter,
  marks: readonly SessionMark[],
  watchedAtMs: number | null,
): Partial<Committed> {
  return { sessions: marks.filter((mark) => mergeWatermark(log, mark, watchedAtMs)).map(({ sessionId }) => sessionId) }
}

/** Notes that the relay has taken these watermarks of this user. */
export function writeConfirmed(log: LogWriter, marks: readonly Omit<SessionMark, 'userId'>[]): Partial<Committed> {
  for (const mark of marks) mergeWatermark(log, { ...mark, userId: log.self.userId })
  return { sessions: marks.map(({ sessionId }) => sessionId) }
}

/** Notes that entries of the thread up to `upTo`, as far as they are here, were in front of a person. */
export function writeSeen(log: LogWriter, sessionId: SessionId, thread: Thread, upTo: number): Partial<Committed> {
  const found = log.storage.sessions.findThread(sessionId, thread)
  if (!found) return {}
  const held = lastHeldUpTo(log.storage.ranges.of(found.threadId), upTo)
  return raiseRead(log, found, held) ? { sessions: [sessionId], isFurther: true } : {}
}

/** Takes over one watermark, and returns whether it grew. */
function mergeWatermark(log: LogWriter, mark: SessionMark, watchedAtMs: number | null = null): boolean {
  const grew = raiseMark(log, mark)
  if (grew) writeReached(log, mark.sessionId, watchedAtMs)
  return grew
}

/** The same without what follows for own messages. Reading on another of this user's consoles is reading here. */
export function raiseMark(log: LogWriter, mark: SessionMark): boolean {
  const { storage, self } = log
  const thread = storage.sessions.findThread(mark.sessionId, mark.thread)
  if (!thread) return false
  const grew = storage.watermarks.raise(thread.threadId, mark.userId, mark.deliveredUpTo, mark.readUpTo)
  if (mark.userId === self.userId) raiseRead(log, thread, mark.readUpTo)
  return grew
}

/**
 * Notes how far this user's messages have come, and returns whether that is further than was known; before participants change
 * and after marks grew. With `watchedAtMs`, they came so far at that instant; not in a session that is merely visited, of which a part may be
 * known later than it was.
 */
export function writeReached(
  { storage, self }: Pick<LogWriter, 'storage' | 'self'>,
  sessionId: SessionId,
  watchedAtMs: number | null = null,
): boolean {
  const { participants = [], isListed = false } = storage.sessions.find(sessionId) ?? {}
  const own = participants.find(({ userId }) => userId === self.userId)
  if (!own) return false
  let isFurther = false
  const marks = storage.watermarks.of(sessionId)
  for (const { threadId, thread, reachedDeliveredUpTo, reachedReadUpTo } of storage.sessions.threadsOf(sessionId)) {
    const before = { deliveredUpTo: reachedDeliveredUpTo, readUpTo: reachedReadUpTo }
    const reached = reachedBy(before, { thread, senderId: self.userId, senderRole: own.role }, participants, marks)
    if (reached.deliveredUpTo <= before.deliveredUpTo && reached.readUpTo <= before.readUpTo) continue
    storage.sessions.saveReached(threadId, reached)
    if (watchedAtMs !== null && isListed) storage.watermarks.noteReached(threadId, stepTo(before, reached, watchedAtMs))
    isFurther = true
  }
  return isFurther
}

function stepTo(before: Watermark, reached: Watermark, at: number): ReachedStep {
  return {
    at,
    ...{ deliveredFrom: before.deliveredUpTo, deliveredUpTo: reached.deliveredUpTo },
    ...{ readFrom: before.readUpTo, readUpTo: reached.readUpTo },
  }
}

/** Notes how far this user has read. What follows is counted as far as it is held; what is not counts as it did before, at most. */
function raiseRead({ storage, self }: LogWriter, thread: StoredThread, upTo: number): boolean {
  if (upTo <= thread.readUpTo) return false
  const end = Math.max(thread.headSeq, thread.foldedUpTo)
  const heldUpTo = rangeAt(storage.ranges.of(thread.threadId), upTo + 1)?.upToSeq ?? upTo
  const held = storage.entries.countUnread(thread, self.userId, upTo, heldUpTo)
  const unreadCount = Math.min(thread.unreadCount, held + Math.max(0, end - heldUpTo))
  storage.sessions.saveThread({ ...thread, readUpTo: upTo, unreadCount })
  return true
}

/** Forgets how far anybody's messages had come in a past that the relay does not have; what it has comes with the next digest. */
export function forgetMarks(
  { watermarks, sessions }: Pick<Storage, 'watermarks' | 'sessions'>,
  threadId: number,
): void {
  watermarks.remove(threadId)
  sessions.saveReached(threadId, { deliveredUpTo: 0, readUpTo: 0 })
}
