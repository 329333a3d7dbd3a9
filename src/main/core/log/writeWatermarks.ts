import { reachedBy } from '../../../shared/model/deliveryStatus.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import type { ParticipantWatermark } from '../../../shared/model/watermark.ts'
import type { Committed } from './committed.ts'
import type { LogWriter } from './logWriter.ts'

export type SessionMark = ParticipantWatermark & { readonly sessionId: SessionId }

/** Takes over watermarks of anybody, as the relay has them. */
export function writeWatermarks(log: LogWriter, marks: readonly SessionMark[]): Partial<Committed> {
  return { sessions: marks.filter((mark) => mergeWatermark(log, mark)).map(({ sessionId }) => sessionId) }
}

/** Notes that the relay has taken these watermarks of this user. */
export function writeConfirmed(log: LogWriter, marks: readonly Omit<SessionMark, 'userId'>[]): Partial<Committed> {
  for (const mark of marks) mergeWatermark(log, { ...mark, userId: log.self.userId })
  return { sessions: marks.map(({ sessionId }) => sessionId) }
}

/** Notes that entries of the thread up to `upTo`, as far as they are here, were in front of a person. */
export function writeSeen(log: LogWriter, sessionId: SessionId, thread: Thread, upTo: number): Partial<Committed> {
  const held = log.storage.sessions.findThread(sessionId, thread)?.heldUpTo ?? 0
  return raiseRead(log, sessionId, thread, Math.min(upTo, held)) ? { sessions: [sessionId], isFurther: true } : {}
}

/** Takes over one watermark, and returns whether it grew. Reading on another of this user's consoles is reading here. */
export function mergeWatermark(log: LogWriter, mark: SessionMark): boolean {
  const { storage, self } = log
  const thread = storage.sessions.findThread(mark.sessionId, mark.thread)
  if (!thread) return false
  const grew = storage.watermarks.raise(thread.threadId, mark.userId, mark.deliveredUpTo, mark.readUpTo)
  if (grew) writeReached(log, mark.sessionId)
  if (mark.userId === self.userId && mark.readUpTo > thread.readUpTo)
    raiseRead(log, mark.sessionId, mark.thread, mark.readUpTo)
  return grew
}

/**
 * Notes how far this user's messages have come, and returns whether that is further than was known; before participants change
 * and after marks grew.
 */
export function writeReached({ storage, self }: Pick<LogWriter, 'storage' | 'self'>, sessionId: SessionId): boolean {
  const participants = storage.sessions.find(sessionId)?.participants ?? []
  const own = participants.find(({ userId }) => userId === self.userId)
  if (!own) return false
  let isFurther = false
  const marks = storage.watermarks.of(sessionId)
  for (const { threadId, thread, reachedDeliveredUpTo, reachedReadUpTo } of storage.sessions.threadsOf(sessionId)) {
    const before = { deliveredUpTo: reachedDeliveredUpTo, readUpTo: reachedReadUpTo }
    const reached = reachedBy(before, { thread, senderId: self.userId, senderRole: own.role }, participants, marks)
    if (reached.deliveredUpTo <= before.deliveredUpTo && reached.readUpTo <= before.readUpTo) continue
    storage.sessions.saveReached(threadId, reached)
    isFurther = true
  }
  return isFurther
}

function raiseRead({ storage, self }: LogWriter, sessionId: SessionId, name: Thread, upTo: number): boolean {
  const thread = storage.sessions.findThread(sessionId, name)
  if (!thread || upTo <= thread.readUpTo) return false
  const unreadCount = storage.entries.countUnread(thread, self.userId, upTo, thread.heldUpTo)
  storage.sessions.saveThread({ ...thread, readUpTo: upTo, unreadCount })
  return true
}
