import type { SessionId } from '../../../shared/model/ids.ts'
import type { Session } from '../../../shared/model/session.ts'
import type { OutboxItem } from '../../storage/outboxStore.ts'
import type { Listing, StoredThread } from '../../storage/sessionStore.ts'
import type { Committed } from './committed.ts'
import type { LogWriter } from './logWriter.ts'
import { takesPart } from './ownPart.ts'
import { raiseMark, writeReached } from './writeWatermarks.ts'

/** Stores sessions as events of the relay have them, and takes off those that are `gone`: no longer this user's, or no more. */
export function writeSessions(
  log: LogWriter,
  sessions: readonly Session[],
  gone: readonly SessionId[],
): Partial<Committed> {
  const changed = sessions.filter((session) => writeSession(log, session, 'event')).map(({ id }) => id)
  // What their heads announce is most often in the next frame.
  return { ...writeGone(log, gone), sessions: [...gone, ...changed], gap: 'entriesSoon' }
}

/** Writes the session and returns whether anything of it is different now. */
export function writeSession(log: LogWriter, session: Session, listing: Listing): boolean {
  const { storage, self } = log
  const before = storage.sessions.find(session.id)
  // By who took part until now; afterwards those who have joined count too.
  const wasFurther = before !== undefined && takesPart(before, self.userId) && writeReached(log, session.id)
  const isChanged = storage.sessions.put(session, listing)
  const grown = session.watermarks.filter((mark) => raiseMark(log, { ...mark, sessionId: session.id }))
  const isAffected = isChanged || grown.length > 0
  const isFurther = isAffected && takesPart(session, self.userId) && writeReached(log, session.id)
  return isAffected || wasFurther || isFurther
}

/** Takes sessions off with all that is held of them. What is unsent in them is kept, parked. */
export function writeGone(log: LogWriter, gone: readonly SessionId[]): Pick<Committed, 'updated'> {
  return {
    updated: gone.flatMap((id) => {
      log.storage.sessions.remove(id)
      return parkMessages(log, id)
    }),
  }
}

/**
 * Takes what was held for a tab alone off the disk, and the session too where it is not listed. One that is not listed and has unsent messages
 * stays until they are gone.
 */
export function writeForgotten({ storage, unsent }: LogWriter, ids: readonly SessionId[]): Partial<Committed> {
  const changed = ids.filter((id) => {
    const session = storage.sessions.find(id)
    if (session && !session.isListed && unsent.of(id).length === 0) {
      storage.sessions.remove(id)
      return true
    }
    return storage.sessions.threadsOf(id).filter((thread) => forgetThread(storage, thread)).length > 0
  })
  return { sessions: changed }
}

/** Returns whether anything of the thread was held. */
function forgetThread(storage: LogWriter['storage'], thread: StoredThread): boolean {
  const ranges = storage.ranges.of(thread.threadId)
  storage.entries.remove(thread, 1, Number.MAX_SAFE_INTEGER)
  storage.ranges.save(thread.threadId, ranges, [])
  return ranges.length > 0
}

/** Parks the unsent messages of a session that is no longer this user's: they are not lost. */
function parkMessages({ storage, unsent }: LogWriter, sessionId: SessionId): OutboxItem[] {
  const failure = { kind: 'forbidden', message: 'This session is no longer open to you.' } as const
  const parked = unsent.of(sessionId).map((message): OutboxItem => ({ ...message, failure }))
  parked.forEach(storage.outbox.save)
  return parked
}
