import { type Entry, entryBodySchema } from '../../shared/model/entry.ts'
import type { EntryId, UserId } from '../../shared/model/ids.ts'
import { redactedBody } from '../../shared/model/messageView.ts'
import type { Role } from '../../shared/model/role.ts'
import type { ConsoleDatabase } from './openDatabase.ts'
import type { StoredThread } from './sessionStore.ts'

type ThreadRef = Pick<StoredThread, 'threadId' | 'sessionId' | 'thread'>

export interface EntryStore {
  /** Stores an entry at its place; returns false, and changes nothing, when the place is taken. */
  readonly insert: (thread: ThreadRef, entry: Entry) => boolean
  readonly find: (thread: ThreadRef, seq: number) => Entry | undefined
  /** Takes the text of a message, and of its edits with a `seq` up to `upTo`, off the disk. */
  readonly redact: (thread: ThreadRef, targetSeq: number, upTo: number) => void
  /** The last `limit` entries, or the last before a `seq`, ascending. */
  readonly page: (thread: ThreadRef, before: number | null, limit: number) => Entry[]
  /** Messages of others, not redacted, with a `seq` greater than `after` and at most `upTo`. */
  readonly countUnread: (thread: ThreadRef, self: UserId, after: number, upTo: number) => number
}

interface EntryRow {
  readonly seq: number
  readonly entry_id: EntryId
  readonly at_ms: number
  readonly sender_id: UserId
  readonly sender_name: string
  readonly sender_role: Role
  readonly body_json: string
}

const columns = 'seq, entry_id, at_ms, sender_id, sender_name, sender_role, body_json'

/** `noteErased` is called in the transaction that takes words off. */
export function createEntryStore(db: ConsoleDatabase, noteErased: () => void): EntryStore {
  const insert = db.prepare<[number, number, string, number, string, string, string, string, string]>(
    `INSERT INTO entry (thread_id, seq, entry_id, at_ms, sender_id, sender_name, sender_role, kind, body_json)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const find = db.prepare<[number, number], EntryRow>(`SELECT ${columns} FROM entry WHERE thread_id = ? AND seq = ?`)
  const page = db.prepare<[number, number, number], EntryRow>(
    `SELECT ${columns} FROM entry WHERE thread_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
  )
  const countUnread = db.prepare<[number, number, number, string], { count: number }>(
    `SELECT count(*) AS count FROM entry
     WHERE thread_id = ? AND seq > ? AND seq <= ? AND kind = 'message' AND sender_id <> ?
       AND json_extract(body_json, '$.redacted') IS NULL`,
  )

  const editsBetween = db.prepare<[number, number, number], EntryRow>(
    `SELECT ${columns} FROM entry WHERE thread_id = ? AND seq > ? AND seq <= ? AND kind = 'edit'`,
  )
  const replaceBody = db.prepare<[string, number, number]>(
    'UPDATE entry SET body_json = ? WHERE thread_id = ? AND seq = ?',
  )

  function redactRow(thread: ThreadRef, row: EntryRow): void {
    const blank = redactedBody(entryBodySchema.parse(JSON.parse(row.body_json)))
    if (!blank) return
    replaceBody.run(JSON.stringify(blank), thread.threadId, row.seq)
    noteErased()
  }

  return {
    redact: (thread, targetSeq, upTo) => {
      const message = find.get(thread.threadId, targetSeq)
      if (message) redactRow(thread, message)
      for (const row of editsBetween.all(thread.threadId, targetSeq, upTo)) {
        const { body } = toEntry(thread, row)
        if (body.kind === 'edit' && body.targetSeq === targetSeq) redactRow(thread, row)
      }
    },
    insert: (thread, entry) => {
      const { changes } = insert.run(
        thread.threadId,
        entry.seq,
        entry.id,
        entry.at,
        entry.senderId,
        entry.senderName,
        entry.senderRole,
        entry.body.kind,
        JSON.stringify(entry.body),
      )
      return changes > 0
    },
    find: (thread, seq) => {
      const row = find.get(thread.threadId, seq)
      return row && toEntry(thread, row)
    },
    page: (thread, before, limit) =>
      page
        .all(thread.threadId, before ?? Number.MAX_SAFE_INTEGER, limit)
        .reverse()
        .map((row) => toEntry(thread, row)),
    countUnread: (thread, self, after, upTo) => countUnread.get(thread.threadId, after, upTo, self)?.count ?? 0,
  }
}

function toEntry(thread: ThreadRef, row: EntryRow): Entry {
  return {
    id: row.entry_id,
    sessionId: thread.sessionId,
    thread: thread.thread,
    seq: row.seq,
    at: row.at_ms,
    senderId: row.sender_id,
    senderName: row.sender_name,
    senderRole: row.sender_role,
    body: entryBodySchema.parse(JSON.parse(row.body_json)),
  }
}
