import type { Entry } from '../../shared/model/entry.ts'
import type { EntryId, UserId } from '../../shared/model/ids.ts'
import type { Role } from '../../shared/model/role.ts'
import type { ConsoleDatabase } from './openDatabase.ts'

export interface EntryRow {
  readonly seq: number
  readonly entry_id: EntryId
  readonly at_ms: number
  readonly sender_id: UserId
  readonly sender_name: string
  readonly sender_role: Role
  readonly kind: Entry['body']['kind']
  readonly body_json: string
}

const columns = 'seq, entry_id, at_ms, sender_id, sender_name, sender_role, kind, body_json'

export type EntryRows = ReturnType<typeof prepareEntries>

/** The statements on entries. */
export function prepareEntries(db: ConsoleDatabase) {
  const insert = db.prepare<[number, number, string, number, string, string, string, string, string]>(
    `INSERT INTO entry (thread_id, seq, entry_id, at_ms, sender_id, sender_name, sender_role, kind, body_json)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const find = db.prepare<[number, number], EntryRow>(`SELECT ${columns} FROM entry WHERE thread_id = ? AND seq = ?`)
  const findById = db.prepare<[number, string], EntryRow>(
    `SELECT ${columns} FROM entry WHERE thread_id = ? AND entry_id = ? ORDER BY seq DESC LIMIT 1`,
  )
  const page = db.prepare<[number, number, number, number], EntryRow>(
    `SELECT ${columns} FROM entry WHERE thread_id = ? AND seq >= ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
  )
  const countUnread = db.prepare<[number, number, number, string, number], { count: number }>(
    `SELECT count(*) AS count FROM (
       SELECT 1 FROM entry WHERE thread_id = ? AND seq > ? AND seq <= ? AND kind = 'message' AND sender_id <> ?
         AND json_extract(body_json, '$.redacted') IS NULL
       LIMIT ?)`,
  )
  // The sign keeps SQLite from reading the rest of the thread in its order, when the index has what is asked for.
  const amendments = db.prepare<[number, number, number, number], EntryRow>(
    `SELECT ${columns} FROM entry
     WHERE thread_id = ? AND kind IN ('edit', 'redaction', 'reaction')
       AND json_extract(body_json, '$.targetSeq') BETWEEN ? AND ? AND +seq > ?
     ORDER BY seq`,
  )
  const remove = db.prepare<[number, number, number]>('DELETE FROM entry WHERE thread_id = ? AND seq BETWEEN ? AND ?')

  const replaceBody = db.prepare<[string, number, number]>(
    'UPDATE entry SET body_json = ? WHERE thread_id = ? AND seq = ?',
  )
  const targetsBefore = db
    .prepare<[number, number, number, number], number>(
      `SELECT DISTINCT json_extract(body_json, '$.targetSeq') FROM entry
       WHERE thread_id = ? AND seq BETWEEN ? AND ? AND kind IN ('edit', 'redaction')
         AND json_extract(body_json, '$.targetSeq') < ?`,
    )
    .pluck()
  const lastBefore = db
    .prepare<[number, number, number, number], number | null>(
      'SELECT max(seq) FROM entry WHERE thread_id = ? AND seq BETWEEN ? AND ? AND at_ms < ?',
    )
    .pluck()
  const firstLine = db.prepare<[number, number, number], { seq: number; at: number }>(
    `SELECT seq, at_ms AS at FROM entry
     WHERE thread_id = ? AND seq BETWEEN ? AND ? AND kind NOT IN ('edit', 'redaction', 'reaction') ORDER BY seq LIMIT 1`,
  )
  return {
    lastBefore,
    firstLine,
    insert,
    find,
    findById,
    page,
    countUnread,
    amendments,
    remove,
    replaceBody,
    targetsBefore,
  }
}
