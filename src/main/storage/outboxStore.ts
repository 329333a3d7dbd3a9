import { z } from 'zod'
import { type Change, changeSchema } from '../../shared/model/changes/messageChange.ts'
import type { Failure, FailureKind } from '../../shared/model/failure.ts'
import { type EntryId, entryIdSchema, type SessionId, seqSchema } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { FileStore, StoredOwnFile } from './files/fileStore.ts'
import type { ConsoleDatabase } from './openDatabase.ts'

interface Unsent {
  readonly id: EntryId
  /** Items of a session are sent in ascending order of this. */
  readonly position: number
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly queuedAt: number
  readonly attempts: number
  readonly outcome: 'none' | 'unknown' | 'refused'
  /** Reason for which it was refused for good and parked, or null while it waits its turn. */
  readonly failure: Failure | null
}

/** An own message that the relay has not acknowledged. */
export interface OutboxMessage extends Unsent {
  readonly kind: 'message'
  readonly text: string
  readonly replyTo: EntryId | null
  /** Until when it lies here and can be taken back (relay time, ms); null: it may go. */
  readonly releaseAt: number | null
  /** Place in its thread up to which its writer can have known it; null: that was not noted. */
  readonly heardUpTo: number | null
  /** Place of what somebody else wrote meanwhile, for which it is held; null: it is not. */
  readonly heldBy: number | null
  /** The files that it carries, and waits for. */
  readonly files: readonly StoredOwnFile[]
}

/** Something that this person says of an earlier message, and the relay has not acknowledged. */
export interface OutboxAmendment extends Unsent {
  readonly kind: 'amendment'
  /** Place of the message in its thread; null for one that was itself unsent, or may have been. */
  readonly targetSeq: number | null
  readonly target: EntryId
  readonly change: Change
}

/**
 * One thing that waits for the relay. `outcome` is that of the last attempt: `none` before the first, `refused` when the relay
 * confirmed that it stored nothing, `unknown` when it may have.
 */
export type OutboxItem = OutboxMessage | OutboxAmendment

export interface OutboxStore {
  /** Everything, in the order of sending. */
  readonly all: () => OutboxItem[]
  /** Its files are the message's from then on. */
  readonly insert: (item: OutboxItem) => void
  /** Replaces attempts, outcome and failure of what has this id, and how long and for what it is kept from going. */
  readonly save: (item: OutboxItem) => void
  /** Takes it off with the files that are still its own. */
  readonly remove: (id: EntryId) => void
}

interface OutboxRow extends Omit<Unsent, 'failure'> {
  readonly text: string
  readonly replyTo: EntryId | null
  readonly amendmentJson: string | null
  readonly failureKind: FailureKind | null
  readonly failureMessage: string | null
  readonly releaseAt: number | null
  readonly heardUpTo: number | null
  readonly heldBy: number | null
}

const amendmentSchema = z.object({ target: entryIdSchema, targetSeq: seqSchema.nullable(), change: changeSchema })

export function createOutboxStore(db: ConsoleDatabase, files: Pick<FileStore, 'ofMessage' | 'assign'>): OutboxStore {
  const all = db.prepare<[], OutboxRow>(
    `SELECT entry_id AS id, position, session_id AS sessionId, thread, text, reply_to_id AS replyTo,
       amendment_json AS amendmentJson, queued_at_ms AS queuedAt, attempt_count AS attempts, outcome,
       failure_kind AS failureKind, failure_message AS failureMessage,
       release_at_ms AS releaseAt, heard_up_to AS heardUpTo, held_by_seq AS heldBy
     FROM outbox ORDER BY position`,
  )
  const insert = db.prepare<[string, number, string, string, string, string | null, string | null, number, ...Lying]>(
    `INSERT INTO outbox (entry_id, position, session_id, thread, text, reply_to_id, amendment_json, queued_at_ms,
       release_at_ms, heard_up_to, held_by_seq)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const save = db.prepare<[number, string, string | null, string | null, ...Lying, string]>(
    `UPDATE outbox SET attempt_count = ?, outcome = ?, failure_kind = ?, failure_message = ?,
       release_at_ms = ?, heard_up_to = ?, held_by_seq = ? WHERE entry_id = ?`,
  )
  const remove = db.prepare<[string]>('DELETE FROM outbox WHERE entry_id = ?')

  return {
    all: () => all.all().map((row) => toItem(row, files)),
    insert: (item) => {
      const { id, position, sessionId, thread, queuedAt } = item
      const [text, replyTo, amendment] =
        item.kind === 'message'
          ? ([item.text, item.replyTo, null] as const)
          : (['', null, { target: item.target, targetSeq: item.targetSeq, change: item.change }] as const)
      const amendmentJson = amendment && JSON.stringify(amendment)
      insert.run(id, position, sessionId, thread, text, replyTo, amendmentJson, queuedAt, ...lyingOf(item))
      if (item.kind === 'message') files.assign(item.files, id)
    },
    save: (item) => {
      const { failure, attempts, outcome, id } = item
      save.run(attempts, outcome, failure?.kind ?? null, failure?.message ?? null, ...lyingOf(item), id)
    },
    remove: (id) => {
      remove.run(id)
    },
  }
}

/** Columns of a message that lies here or is held; empty for what is said of one. */
type Lying = [releaseAt: number | null, heardUpTo: number | null, heldBy: number | null]

function lyingOf(item: OutboxItem): Lying {
  return item.kind === 'message' ? [item.releaseAt, item.heardUpTo, item.heldBy] : [null, null, null]
}

function toItem(row: OutboxRow, files: Pick<FileStore, 'ofMessage'>): OutboxItem {
  const { failureKind, failureMessage, text, replyTo, amendmentJson, releaseAt, heardUpTo, heldBy, ...unsent } = row
  const failure = failureKind === null ? null : { kind: failureKind, message: failureMessage ?? '' }
  if (amendmentJson === null) {
    const carried = files.ofMessage(unsent.id)
    return { kind: 'message', ...unsent, text, replyTo, files: carried, releaseAt, heardUpTo, heldBy, failure }
  }
  return { kind: 'amendment', ...unsent, ...amendmentSchema.parse(JSON.parse(amendmentJson)), failure }
}
