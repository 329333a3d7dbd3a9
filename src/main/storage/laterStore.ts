import { type EntryId, entryIdSchema, type SessionId, sessionIdSchema } from '../../shared/model/ids.ts'
import { type Later, laterSchema } from '../../shared/model/later.ts'
import type { ConsoleDatabase } from './openDatabase.ts'

/** A putting off that the relay has not answered for; a `later` of null takes it back. */
export interface LaterRequest {
  readonly id: EntryId
  readonly sessionId: SessionId
  readonly later: Later | null
}

export interface LaterStore {
  /** Returns every request, in the order of sending. */
  readonly all: () => LaterRequest[]
  /** Returns the newest request of a session. */
  readonly newest: (sessionId: SessionId) => LaterRequest | undefined
  /** Adds a request; one with this id that is there already stays as it is. */
  readonly insert: (request: LaterRequest) => void
  readonly remove: (id: EntryId) => void
}

interface LaterRow {
  readonly entry_id: string
  readonly session_id: string
  readonly later_json: string | null
}

/** Requests of this console to put sessions off, on their way to the relay. */
export function createLaterStore(db: ConsoleDatabase): LaterStore {
  const all = db.prepare<[], LaterRow>('SELECT * FROM later_request ORDER BY position')
  const newest = db.prepare<[string], LaterRow>(
    'SELECT * FROM later_request WHERE session_id = ? ORDER BY position DESC LIMIT 1',
  )
  const insert = db.prepare<[string, string, string | null]>(
    'INSERT INTO later_request (entry_id, session_id, later_json) VALUES (?, ?, ?) ON CONFLICT (entry_id) DO NOTHING',
  )
  const remove = db.prepare<[string]>('DELETE FROM later_request WHERE entry_id = ?')

  return {
    all: () => all.all().map(toRequest),
    newest: (sessionId) => {
      const row = newest.get(sessionId)
      return row && toRequest(row)
    },
    insert: ({ id, sessionId, later }) => {
      insert.run(id, sessionId, later && JSON.stringify(later))
    },
    remove: (id) => {
      remove.run(id)
    },
  }
}

function toRequest({ entry_id, session_id, later_json }: LaterRow): LaterRequest {
  return {
    id: entryIdSchema.parse(entry_id),
    sessionId: sessionIdSchema.parse(session_id),
    later: later_json === null ? null : laterSchema.parse(JSON.parse(later_json)),
  }
}
