import { z } from 'zod'
import { type Draft, draftSchema, type OtherDraft, otherDraftSchema } from '../../shared/model/draft.ts'
import { type SessionId, sessionIdSchema } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { ConsoleDatabase } from './openDatabase.ts'

/** A draft as the relay had it when this console last took it over. */
export interface RelayDraft {
  readonly sessionId: SessionId
  readonly thread: Thread
  /** 0: the relay has never had one. */
  readonly version: number
  readonly text: string
  /** Older texts that are offered. */
  readonly others: readonly OtherDraft[]
  /** Ids of older texts that the person has done with, of which the relay does not know. */
  readonly settled: readonly string[]
  /** A newer one, which waits until the relay has what was written here. */
  readonly next: Draft | null
  /** The last version that took the place of the text here; 0: none has. */
  readonly takenVersion: number
}

/** A draft that is to be sent to the relay. `text` is as it is here. */
export type UnsentDraft = Pick<RelayDraft, 'sessionId' | 'thread' | 'version' | 'text' | 'settled'>

export interface RelayDraftStore {
  readonly find: (sessionId: SessionId, thread: Thread) => RelayDraft | undefined
  readonly save: (draft: RelayDraft) => void
  /** Returns the drafts that are another here than the relay had them, and those of which something was settled. */
  readonly unsent: () => UnsentDraft[]
}

interface RelayDraftRow {
  readonly session_id: string
  readonly thread: Thread
  readonly version: number
  readonly text: string
  readonly others_json: string
  readonly settled_json: string
  readonly next_json: string | null
  readonly taken_version: number
}

const othersSchema = z.array(otherDraftSchema)
const settledSchema = z.array(z.string())

export function createRelayDraftStore(db: ConsoleDatabase): RelayDraftStore {
  const find = db.prepare<[string, string], RelayDraftRow>(
    'SELECT * FROM relay_draft WHERE session_id = ? AND thread = ?',
  )
  const save = db.prepare<[RelayDraftRow]>(
    `INSERT INTO relay_draft (session_id, thread, version, text, others_json, settled_json, next_json, taken_version)
     VALUES (@session_id, @thread, @version, @text, @others_json, @settled_json, @next_json, @taken_version)
     ON CONFLICT (session_id, thread) DO UPDATE SET version = @version, text = @text, others_json = @others_json,
       settled_json = @settled_json, next_json = @next_json, taken_version = @taken_version`,
  )
  const unsent = db.prepare<[], Pick<RelayDraftRow, 'session_id' | 'thread' | 'version' | 'text' | 'settled_json'>>(
    `SELECT draft.session_id, draft.thread, coalesce(known.version, 0) AS version, draft.text,
       coalesce(known.settled_json, '[]') AS settled_json
     FROM draft LEFT JOIN relay_draft known USING (session_id, thread)
     WHERE draft.text IS NOT coalesce(known.text, '') OR known.settled_json <> '[]'
     UNION ALL
     SELECT session_id, thread, version, '' AS text, settled_json FROM relay_draft
     WHERE (text <> '' OR settled_json <> '[]')
       AND NOT EXISTS (SELECT 1 FROM draft WHERE draft.session_id = relay_draft.session_id AND draft.thread = relay_draft.thread)`,
  )

  return {
    find: (sessionId, thread) => {
      const row = find.get(sessionId, thread)
      return row && toRelayDraft(row)
    },
    save: ({ sessionId, thread, version, text, others, settled, next, takenVersion }) => {
      save.run({
        session_id: sessionId,
        ...{ thread, version, text, taken_version: takenVersion },
        others_json: JSON.stringify(others),
        settled_json: JSON.stringify(settled),
        next_json: next && JSON.stringify(next),
      })
    },
    unsent: () =>
      unsent.all().map(({ session_id, thread, version, text, settled_json }) => ({
        sessionId: sessionIdSchema.parse(session_id),
        ...{ thread, version, text },
        settled: settledSchema.parse(JSON.parse(settled_json)),
      })),
  }
}

function toRelayDraft(row: RelayDraftRow): RelayDraft {
  return {
    sessionId: sessionIdSchema.parse(row.session_id),
    thread: row.thread,
    version: row.version,
    text: row.text,
    others: othersSchema.parse(JSON.parse(row.others_json)),
    settled: settledSchema.parse(JSON.parse(row.settled_json)),
    next: row.next_json === null ? null : draftSchema.parse(JSON.parse(row.next_json)),
    takenVersion: row.taken_version,
  }
}
