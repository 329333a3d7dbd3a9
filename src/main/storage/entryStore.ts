import { mostUnreadCounted } from '../../shared/model/digest/sessionDigest.ts'
import { type Entry, entryBodySchema } from '../../shared/model/entry.ts'
import type { EntryId, UserId } from '../../shared/model/ids.ts'
import { redactedBody } from '../../shared/model/messageView.ts'
import type { EntryRow, EntryRows } from './entryRows.ts'
import type { StoredThread } from './sessionStore.ts'
import type { WordSteps } from './words/wordSteps.ts'

type ThreadRef = Pick<StoredThread, 'threadId' | 'sessionId' | 'thread'>

export interface EntryStore {
  /**
   * Stores an entry at its place. `same`: it is there, and stays as it is, but that what it has to withhold goes. `other`: another entry
   * was there, which the relay does not have, and gives way.
   */
  readonly insert: (thread: ThreadRef, entry: Entry) => 'new' | 'same' | 'other'
  readonly find: (thread: ThreadRef, seq: number) => Entry | undefined
  /** The entry of a thread with this id, looked for from the newest on. */
  readonly findById: (thread: ThreadRef, id: EntryId) => Entry | undefined
  /** Takes the text of a message, and of its edits with a `seq` up to `upTo`, off the disk. */
  readonly redact: (thread: ThreadRef, targetSeq: number, upTo: number) => void
  /** Notes that a message was taken back which only the list may have shown: its words are still where what it shows stood before. */
  readonly noteRedacted: () => void
  /** The last `limit` entries, or the last before a `seq`, ascending, none before `from`. */
  readonly page: (thread: ThreadRef, before: number | null, limit: number, from?: number) => Entry[]
  /** Edits, redactions and reactions of the messages from one `seq` to another that stand after the latter, ascending. */
  readonly amendments: (thread: ThreadRef, fromSeq: number, upToSeq: number) => Entry[]
  /** The `seq` of the last entry from one `seq` to another that was logged before a time (ms). */
  readonly lastBefore: (thread: ThreadRef, fromSeq: number, upToSeq: number, atMs: number) => number | undefined
  /** The place and time of the first entry from one `seq` to another that is not said of a message. */
  readonly firstLine: (
    thread: ThreadRef,
    fromSeq: number,
    upToSeq: number,
  ) => { readonly seq: number; readonly at: number } | undefined
  /** Takes the entries from one `seq` to another off the disk. */
  readonly remove: (thread: ThreadRef, fromSeq: number, upToSeq: number) => void
  /** Messages of others, not redacted, with a `seq` greater than `after` and at most `upTo`; no more than `mostUnreadCounted`. */
  readonly countUnread: (thread: ThreadRef, self: UserId, after: number, upTo: number) => number
}

/** `noteErased` is called in the transaction that takes words off. */
export function createEntryStore(rows: EntryRows, words: WordSteps, noteErased: () => void): EntryStore {
  const { insert, find, findById, page, countUnread, amendments, remove, replaceBody, targetsBefore } = rows

  const insertRow = (thread: ThreadRef, entry: Entry) => runInsert(insert, thread, entry)

  function redactRow(thread: ThreadRef, row: EntryRow): void {
    const blank = redactedBody(entryBodySchema.parse(JSON.parse(row.body_json)))
    if (!blank) return
    replaceBody.run(JSON.stringify(blank), thread.threadId, row.seq)
    noteErased()
  }

  /** Puts an entry in the place of another that the relay does not have. */
  function replaceRow(thread: ThreadRef, row: EntryRow, entry: Entry): void {
    const changed = [entry.seq, ...targetOf(entry.body), ...targetOf(entryBodySchema.parse(JSON.parse(row.body_json)))]
    words.change(thread.threadId, changed, () => {
      remove.run(thread.threadId, entry.seq, entry.seq)
      noteErased()
      insertRow(thread, entry)
    })
  }

  return {
    noteRedacted: noteErased,
    redact: (thread, targetSeq, upTo) =>
      words.change(thread.threadId, [targetSeq], () => {
        const message = find.get(thread.threadId, targetSeq)
        if (message) redactRow(thread, message)
        for (const row of amendments.all(thread.threadId, targetSeq, targetSeq, targetSeq))
          if (row.seq <= upTo && row.kind === 'edit') redactRow(thread, row)
      }),
    insert: (thread, entry) => {
      const { threadId } = thread
      const targets = targetOf(entry.body)
      if (words.change(threadId, targets, () => insertRow(thread, entry))) {
        if (entry.body.kind === 'message') words.add(threadId, entry.seq)
        return 'new'
      }
      const row = find.get(threadId, entry.seq)
      if (row && row.entry_id !== entry.id) {
        replaceRow(thread, row, entry)
        return 'other'
      }
      if (row && 'redacted' in entry.body && entry.body.redacted)
        words.change(threadId, [entry.seq, ...targets], () => redactRow(thread, row))
      return 'same'
    },
    find: (thread, seq) => {
      const row = find.get(thread.threadId, seq)
      return row && toEntry(thread, row)
    },
    findById: (thread, id) => {
      const row = findById.get(thread.threadId, id)
      return row && toEntry(thread, row)
    },
    page: (thread, before, limit, from = 1) =>
      page
        .all(thread.threadId, from, before ?? Number.MAX_SAFE_INTEGER, limit)
        .reverse()
        .map((row) => toEntry(thread, row)),
    amendments: (thread, fromSeq, upToSeq) =>
      amendments.all(thread.threadId, fromSeq, upToSeq, upToSeq).map((row) => toEntry(thread, row)),
    lastBefore: ({ threadId }, fromSeq, upToSeq, atMs) =>
      rows.lastBefore.get(threadId, fromSeq, upToSeq, atMs) ?? undefined,
    firstLine: ({ threadId }, fromSeq, upToSeq) => rows.firstLine.get(threadId, fromSeq, upToSeq),
    remove: ({ threadId }, fromSeq, upToSeq) => {
      words.remove(threadId, fromSeq, upToSeq)
      const targets = targetsBefore.all(threadId, fromSeq, upToSeq, fromSeq)
      const { changes } = words.change(threadId, targets, () => remove.run(threadId, fromSeq, upToSeq))
      if (changes > 0) noteErased()
    },
    countUnread: (thread, self, after, upTo) =>
      countUnread.get(thread.threadId, after, upTo, self, mostUnreadCounted)?.count ?? 0,
  }
}

/** Returns whether the place was free. */
function runInsert(insert: EntryRows['insert'], thread: ThreadRef, entry: Entry): boolean {
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
}

/** Returns the message whose words an entry changes. */
function targetOf(body: Entry['body']): readonly number[] {
  return body.kind === 'edit' || body.kind === 'redaction' ? [body.targetSeq] : []
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
