import { type Failure, failureSchema } from '../../shared/model/failure.ts'
import { type FollowUpChange, followUpChangeSchema } from '../../shared/model/followUp.ts'
import { type EntryId, entryIdSchema, type SessionId, sessionIdSchema } from '../../shared/model/ids.ts'
import type { ConsoleDatabase } from './openDatabase.ts'

/** A change of the follow-ups of a session that the relay has not answered for, or has refused for good. `askedAt`: relay time, ms. */
export interface FollowUpRequest {
  readonly id: EntryId
  readonly sessionId: SessionId
  readonly change: FollowUpChange
  readonly askedAt: number
  readonly failure: Failure | null
}

export interface FollowUpStore {
  /** Returns every request that is to be sent, in that order. */
  readonly queued: () => FollowUpRequest[]
  /** Returns every request of a session, also those that were refused, in the order in which they were made. */
  readonly of: (sessionId: SessionId) => FollowUpRequest[]
  /** Adds a request; one with this id that is there already stays as it is. */
  readonly insert: (request: Omit<FollowUpRequest, 'failure'>) => void
  readonly refuse: (id: EntryId, failure: Failure) => void
  readonly remove: (id: EntryId) => void
}

interface FollowUpRow {
  readonly entry_id: string
  readonly session_id: string
  readonly asked_at_ms: number
  readonly change_json: string
  readonly failure_json: string | null
}

/** Requests of this console about follow-ups, on their way to the relay. */
export function createFollowUpStore(db: ConsoleDatabase): FollowUpStore {
  const queued = db.prepare<[], FollowUpRow>(
    'SELECT * FROM follow_up_request WHERE failure_json IS NULL ORDER BY position',
  )
  const of = db.prepare<[string], FollowUpRow>('SELECT * FROM follow_up_request WHERE session_id = ? ORDER BY position')
  const insert = db.prepare<[string, string, number, string]>(
    `INSERT INTO follow_up_request (entry_id, session_id, asked_at_ms, change_json) VALUES (?, ?, ?, ?)
     ON CONFLICT (entry_id) DO NOTHING`,
  )
  const refuse = db.prepare<[string, string]>('UPDATE follow_up_request SET failure_json = ? WHERE entry_id = ?')
  const remove = db.prepare<[string]>('DELETE FROM follow_up_request WHERE entry_id = ?')

  return {
    queued: () => queued.all().map(toRequest),
    of: (sessionId) => of.all(sessionId).map(toRequest),
    insert: ({ id, sessionId, askedAt, change }) => {
      insert.run(id, sessionId, Math.round(askedAt), JSON.stringify(change))
    },
    refuse: (id, failure) => {
      refuse.run(JSON.stringify(failure), id)
    },
    remove: (id) => {
      remove.run(id)
    },
  }
}

function toRequest({ entry_id, session_id, asked_at_ms, change_json, failure_json }: FollowUpRow): FollowUpRequest {
  return {
    id: entryIdSchema.parse(entry_id),
    sessionId: sessionIdSchema.parse(session_id),
    askedAt: asked_at_ms,
    change: followUpChangeSchema.parse(JSON.parse(change_json)),
    failure: failure_json === null ? null : failureSchema.parse(JSON.parse(failure_json)),
  }
}
