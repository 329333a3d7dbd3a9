import type { SessionId, UserId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { ParticipantWatermark } from '../../shared/model/watermark.ts'
import type { ConsoleDatabase } from './openDatabase.ts'

/** A thread whose own watermark at the relay lags behind this console. */
export interface OwedWatermark {
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly deliveredUpTo: number
  readonly readUpTo: number
}

export interface WatermarkStore {
  readonly of: (sessionId: SessionId) => ParticipantWatermark[]
  /** Raises both parts to at least these values. Returns whether one of them grew. */
  readonly raise: (threadId: number, userId: UserId, deliveredUpTo: number, readUpTo: number) => boolean
  /** At most `limit` threads of which this user holds or has read more than the relay has acknowledged. */
  readonly owed: (self: UserId, limit: number) => OwedWatermark[]
}

export function createWatermarkStore(db: ConsoleDatabase): WatermarkStore {
  const of = db.prepare<[string], ParticipantWatermark>(
    `SELECT thread, user_id AS userId, delivered_up_to AS deliveredUpTo, watermark.read_up_to AS readUpTo
     FROM watermark JOIN thread USING (thread_id) WHERE session_id = ?`,
  )
  const raise = db.prepare<[number, string, number, number]>(
    `INSERT INTO watermark (thread_id, user_id, delivered_up_to, read_up_to) VALUES (?, ?, ?, ?)
     ON CONFLICT (thread_id, user_id) DO UPDATE SET
       delivered_up_to = max(delivered_up_to, excluded.delivered_up_to), read_up_to = max(read_up_to, excluded.read_up_to)
     WHERE excluded.delivered_up_to > delivered_up_to OR excluded.read_up_to > read_up_to`,
  )
  const owed = db.prepare<[string, number], OwedWatermark>(
    `SELECT session_id AS sessionId, thread, held_up_to AS deliveredUpTo, min(thread.read_up_to, held_up_to) AS readUpTo
     FROM thread LEFT JOIN watermark ON watermark.thread_id = thread.thread_id AND user_id = ?
     WHERE held_up_to > coalesce(delivered_up_to, 0)
        OR min(thread.read_up_to, held_up_to) > coalesce(watermark.read_up_to, 0)
     LIMIT ?`,
  )

  return {
    of: (sessionId) => of.all(sessionId),
    raise: (threadId, userId, deliveredUpTo, readUpTo) =>
      raise.run(threadId, userId, deliveredUpTo, readUpTo).changes > 0,
    owed: (self, limit) => owed.all(self, limit),
  }
}
