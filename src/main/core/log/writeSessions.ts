import type { SessionId } from '../../../shared/model/ids.ts'
import type { Session } from '../../../shared/model/session.ts'
import type { OutboxMessage } from '../../storage/outboxStore.ts'
import type { Committed } from './committed.ts'
import type { LogWriter } from './logWriter.ts'
import { mergeWatermark, writeReached } from './writeWatermarks.ts'

/** Stores sessions as the relay has them, and takes off those that are `gone`: no longer this user's, or no more. */
export function writeSessions(
  log: LogWriter,
  sessions: readonly Session[],
  gone: readonly SessionId[],
): Partial<Committed> {
  const changed = sessions.filter((session) => writeSession(log, session)).map(({ id }) => id)
  const updated = gone.flatMap((id) => {
    log.storage.sessions.remove(id)
    return parkMessages(log, id)
  })
  return { updated, sessions: [...gone, ...changed], gap: 'entries' }
}

/** Writes the session and returns whether anything of it is different now. */
function writeSession(log: LogWriter, session: Session): boolean {
  const wasFurther = writeReached(log, session.id)
  const isChanged = log.storage.sessions.put(session)
  const grown = session.watermarks.filter((mark) => mergeWatermark(log, { ...mark, sessionId: session.id }))
  const isFurther = isChanged && writeReached(log, session.id)
  return isChanged || wasFurther || isFurther || grown.length > 0
}

/** Parks the unsent messages of a session that is no longer this user's: they are not lost. */
function parkMessages({ storage, unsent }: LogWriter, sessionId: SessionId): OutboxMessage[] {
  const failure = { kind: 'forbidden', message: 'This session is no longer open to you.' } as const
  const parked = unsent.of(sessionId).map((message): OutboxMessage => ({ ...message, failure }))
  parked.forEach(storage.outbox.save)
  return parked
}
