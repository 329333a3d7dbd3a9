import { z } from 'zod'
import { type Change, changeSchema } from '../../shared/model/changes/messageChange.ts'
import type { Failure, FailureKind } from '../../shared/model/failure.ts'
import { type EntryId, entryIdSchema, type SessionId, seqSchema } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
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
  readonly insert: (item: OutboxItem) => void
  /** Replaces attempts, outcome and failure of what has this id. */
  readonly save: (item: OutboxItem) => void
  readonly remove: (id: EntryId) => void
}

interface OutboxRow extends Omit<Unsent, 'failure'> {
  readonly text: string
  readonly replyTo: EntryId | null
  readonly amendmentJson: string | null
  readonly failureKind: FailureKind | null
  readonly failureMessage: string | null
}

const amendmentSchema = z.object({ target: entryIdSchema, targetSeq: seqSchema.nullable(), change: changeSchema })

export function createOutboxStore(db: ConsoleDatabase): OutboxStore {
  const all = db.prepare<[], OutboxRow>(
    `SELECT entry_id AS id, position, session_id AS sessionId, thread, text, reply_to_id AS replyTo,
       amendment_json AS amendmentJson, queued_at_ms AS queuedAt, attempt_count AS attempts, outcome,
       failure_kind AS failureKind, failure_message AS failureMessage
     FROM outbox ORDER BY position`,
  )
  const insert = db.prepare<[string, number, string, string, string, string | null, string | null, number]>(
    `INSERT INTO outbox (entry_id, position, session_id, thread, text, reply_to_id, amendment_json, queued_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const save = db.prepare<[number, string, string | null, string | null, string]>(
    'UPDATE outbox SET attempt_count = ?, outcome = ?, failure_kind = ?, failure_message = ? WHERE entry_id = ?',
  )
  const remove = db.prepare<[string]>('DELETE FROM outbox WHERE entry_id = ?')

  return {
    all: () => all.all().map(toItem),
    insert: (item) => {
      const { id, position, sessionId, thread, queuedAt } = item
      const [text, replyTo, amendment] =
        item.kind === 'message'
          ? ([item.text, item.replyTo, null] as const)
          : (['', null, { target: item.target, targetSeq: item.targetSeq, change: item.change }] as const)
      const amendmentJson = amendment && JSON.stringify(amendment)
      insert.run(id, position, sessionId, thread, text, replyTo, amendmentJson, queuedAt)
    },
    save: ({ failure, attempts, outcome, id }) => {
      save.run(attempts, outcome, failure?.kind ?? null, failure?.message ?? null, id)
    },
    remove: (id) => {
      remove.run(id)
    },
  }
}

function toItem({ failureKind, failureMessage, text, replyTo, amendmentJson, ...unsent }: OutboxRow): OutboxItem {
  const failure = failureKind === null ? null : { kind: failureKind, message: failureMessage ?? '' }
  if (amendmentJson === null) return { kind: 'message', ...unsent, text, replyTo, failure }
  return { kind: 'amendment', ...unsent, ...amendmentSchema.parse(JSON.parse(amendmentJson)), failure }
}
