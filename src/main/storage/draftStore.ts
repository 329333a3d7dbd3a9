import type { SessionId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { ConsoleDatabase } from './openDatabase.ts'

export interface DraftStore {
  readonly of: (sessionId: SessionId) => { readonly care: string; readonly staff: string }
  /** Keeps the text of a thread; an empty one takes the draft off. Returns whether something changed. */
  readonly save: (sessionId: SessionId, thread: Thread, text: string) => boolean
}

export function createDraftStore(db: ConsoleDatabase): DraftStore {
  const of = db.prepare<[string], { thread: Thread; text: string }>(
    'SELECT thread, text FROM draft WHERE session_id = ?',
  )
  const put = db.prepare<[string, string, string]>(
    `INSERT INTO draft (session_id, thread, text) VALUES (?, ?, ?)
     ON CONFLICT (session_id, thread) DO UPDATE SET text = excluded.text WHERE text <> excluded.text`,
  )
  const remove = db.prepare<[string, string]>('DELETE FROM draft WHERE session_id = ? AND thread = ?')

  return {
    of: (sessionId) => {
      const drafts = { care: '', staff: '' }
      for (const row of of.all(sessionId)) drafts[row.thread] = row.text
      return drafts
    },
    save: (sessionId, thread, text) =>
      (text === '' ? remove.run(sessionId, thread) : put.run(sessionId, thread, text)).changes > 0,
  }
}
