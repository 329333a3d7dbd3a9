import type { SessionId, UserId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { ParticipantWatermark, ReachedStep } from '../../shared/model/watermark.ts'
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
  /** Notes that this user's messages in a thread came further at an instant, and forgets the oldest of many such. */
  readonly noteReached: (threadId: number, step: ReachedStep) => void
  /** The newest of what was noted so, newest first. */
  readonly reachedSteps: (threadId: number) => ReachedStep[]
  /** Takes all watermarks of a thread off, and what was noted of them. */
  readonly remove: (threadId: number) => void
  /**
   * At most `limit` threads of which this user holds or has read more than the relay has acknowledged, of one session where it is named.
   * Only what is held without a hole after what was acknowledged counts, and only where the user takes part.
   */
  readonly owed: (self: UserId, limit: number, sessionId?: SessionId) => OwedWatermark[]
}

/** Number of steps that are kept of a thread, and of those that the screen is given. */
const keptSteps = 50
const shownSteps = 20

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
  const steps = prepareSteps(db)
  const remove = db.prepare<[number]>('DELETE FROM watermark WHERE thread_id = ?')
  const selectOwed = `SELECT session_id AS sessionId, thread, up_to_seq AS deliveredUpTo,
       min(thread.read_up_to, up_to_seq) AS readUpTo
     FROM thread LEFT JOIN watermark ON watermark.thread_id = thread.thread_id AND user_id = @self
     JOIN range ON range.thread_id = thread.thread_id
       AND from_seq <= coalesce(delivered_up_to, 0) + 1 AND up_to_seq >= coalesce(delivered_up_to, 0)
     JOIN session USING (session_id)
     WHERE (up_to_seq > coalesce(delivered_up_to, 0)
        OR min(thread.read_up_to, up_to_seq) > coalesce(watermark.read_up_to, 0))
       AND EXISTS (SELECT 1 FROM json_each(participants_json) WHERE json_extract(value, '$.userId') = @self)`
  const owed = db.prepare<[{ self: string; limit: number }], OwedWatermark>(`${selectOwed} LIMIT @limit`)
  const owedIn = db.prepare<[{ self: string; limit: number; sessionId: string }], OwedWatermark>(
    `${selectOwed} AND session_id = @sessionId LIMIT @limit`,
  )

  return {
    of: (sessionId) => of.all(sessionId),
    raise: (threadId, userId, deliveredUpTo, readUpTo) =>
      raise.run(threadId, userId, deliveredUpTo, readUpTo).changes > 0,
    noteReached: (threadId, step) => {
      steps.insert.run({ threadId, ...step })
      steps.trim.run({ threadId })
    },
    reachedSteps: (threadId) => steps.newest.all(threadId),
    remove: (threadId) => {
      remove.run(threadId)
      steps.remove.run(threadId)
    },
    owed: (self, limit, sessionId) =>
      sessionId === undefined ? owed.all({ self, limit }) : owedIn.all({ self, limit, sessionId }),
  }
}

/** The statements on when messages came further. */
function prepareSteps(db: ConsoleDatabase) {
  const insert = db.prepare<[ReachedStep & { threadId: number }]>(
    `INSERT INTO reached_step (thread_id, at_ms, delivered_from, delivered_up_to, read_from, read_up_to)
     VALUES (@threadId, @at, @deliveredFrom, @deliveredUpTo, @readFrom, @readUpTo)`,
  )
  const trim = db.prepare<[{ threadId: number }]>(
    `DELETE FROM reached_step WHERE thread_id = @threadId AND step_id <= (SELECT step_id FROM reached_step
       WHERE thread_id = @threadId ORDER BY step_id DESC LIMIT 1 OFFSET ${keptSteps})`,
  )
  const newest = db.prepare<[number], ReachedStep>(
    `SELECT at_ms AS at, delivered_from AS deliveredFrom, delivered_up_to AS deliveredUpTo, read_from AS readFrom,
       read_up_to AS readUpTo
     FROM reached_step WHERE thread_id = ? ORDER BY step_id DESC LIMIT ${shownSteps}`,
  )
  const remove = db.prepare<[number]>('DELETE FROM reached_step WHERE thread_id = ?')
  return { insert, trim, newest, remove }
}
