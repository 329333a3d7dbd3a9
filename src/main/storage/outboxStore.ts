import type { Failure, FailureKind } from '../../shared/model/failure.ts'
import type { EntryId, SessionId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { ConsoleDatabase } from './openDatabase.ts'

/**
 * An own message that the relay has not acknowledged. `outcome` is that of the last attempt: `none` before the first,
 * `refused` when the relay confirmed that it stored nothing, `unknown` when it may have.
 */
export interface OutboxMessage {
  readonly id: EntryId
  /** Messages of a session are sent in ascending order of this. */
  readonly position: number
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly text: string
  readonly replyTo: EntryId | null
  readonly queuedAt: number
  readonly attempts: number
  readonly outcome: 'none' | 'unknown' | 'refused'
  /** Reason for which it was refused for good and parked, or null while it waits its turn. */
  readonly failure: Failure | null
}

export interface OutboxStore {
  /** Every message, in the order of sending. */
  readonly all: () => OutboxMessage[]
  readonly insert: (message: OutboxMessage) => void
  /** Replaces attempts, outcome and failure of the message with this id. */
  readonly save: (message: OutboxMessage) => void
  readonly remove: (id: EntryId) => void
}

interface OutboxRow extends Omit<OutboxMessage, 'failure'> {
  readonly failureKind: FailureKind | null
  readonly failureMessage: string | null
}

export function createOutboxStore(db: ConsoleDatabase): OutboxStore {
  const all = db.prepare<[], OutboxRow>(
    `SELECT entry_id AS id, position, session_id AS sessionId, thread, text, reply_to_id AS replyTo,
       queued_at_ms AS queuedAt, attempt_count AS attempts, outcome, failure_kind AS failureKind,
       failure_message AS failureMessage
     FROM outbox ORDER BY position`,
  )
  const insert = db.prepare<[string, number, string, string, string, string | null, number]>(
    `INSERT INTO outbox (entry_id, position, session_id, thread, text, reply_to_id, queued_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const save = db.prepare<[number, string, string | null, string | null, string]>(
    'UPDATE outbox SET attempt_count = ?, outcome = ?, failure_kind = ?, failure_message = ? WHERE entry_id = ?',
  )
  const remove = db.prepare<[string]>('DELETE FROM outbox WHERE entry_id = ?')

  return {
    all: () =>
      all.all().map(({ failureKind, failureMessage, ...message }) => ({
        ...message,
        failure: failureKind === null ? null : { kind: failureKind, message: failureMessage ?? '' },
      })),
    insert: (message) => {
      insert.run(
        message.id,
        message.position,
        message.sessionId,
        message.thread,
        message.text,
        message.replyTo,
        message.queuedAt,
      )
    },
    save: (message) => {
      const { failure } = message
      save.run(message.attempts, message.outcome, failure?.kind ?? null, failure?.message ?? null, message.id)
    },
    remove: (id) => {
      remove.run(id)
    },
  }
}
