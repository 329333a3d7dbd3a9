import type { Kysely, Transaction } from 'kysely'
import type { EntryId, SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Role } from '../../src/shared/model/role.ts'
import type { SessionKind } from '../../src/shared/model/session.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { InvitationTables } from './accounts/invitationTables.ts'
import type { SignInTables } from './accounts/signInTables.ts'
import type { AttachmentTables } from './attachments/attachmentTables.ts'
import type { CallTables } from './calls/callTables.ts'
import type { NotificationTables } from './notifications/notificationTables.ts'

/** The tables as the migrations leave them. Instants are ms since 1970, flags are 0 or 1, `*_json` is JSON text. */
export interface Tables extends AttachmentTables, CallTables, InvitationTables, NotificationTables, SignInTables {
  users: {
    id: UserId
    name: string
    role: Role
    email: string | null
    /** Lower case, what logging in and uniqueness go by. */
    email_key: string | null
    password_hash: string | null
    time_zone: string | null
    schedule_json: string
  }
  ended_access: {
    user_id: UserId
    ended_at_ms: number
  }
  refresh_tokens: {
    hash: string
    family_id: string
    user_id: UserId
    expires_at_ms: number
    /** 1: it was exchanged at least once. */
    used: number
    /** 1: it may not be exchanged any more. */
    revoked: number
    /** Hash that it was last exchanged for; null if it never was. */
    successor_hash: string | null
  }
  sessions: {
    id: SessionId
    kind: SessionKind
    active: number
    created_at_ms: number
    expires_at_ms: number | null
    patient_json: string | null
    claimed_by: UserId | null
    dispute_json: string | null
    escalation_json: string | null
    /** Grows with every change of the session or of its participants. */
    version: number
  }
  participants: {
    session_id: SessionId
    user_id: UserId
    /** The name when the session was put; the account's name takes precedence. */
    name: string
    role: Role
    position: number
  }
  /** One row per thread. Its row lock is what keeps `seq` gapless with several writers. */
  threads: {
    session_id: SessionId
    thread: Thread
    head: number
    /** The session's, repeated: whoever appends finds it in the row that is locked anyway. */
    session_version: number
  }
  entries: {
    session_id: SessionId
    thread: Thread
    seq: number
    id: EntryId
    sender_id: UserId
    sender_name: string
    sender_role: Role
    at_ms: number
    body_json: string
    /** The whole request that this entry carries out, as text; null for messages, and for changes without a request. */
    request_json: string | null
  }
  /** The message that each edit, redaction or reaction is of. */
  amendments: {
    session_id: SessionId
    thread: Thread
    target_seq: number
    seq: number
    /**
     * Sender and kind of amendment; of those with one slot only the last one counts. Null for a redaction, which always does.
     */
    slot: string | null
    /** Place of the first amendment in its slot. */
    first_seq: number
    stands: number
  }
  /** One row, written to check whether the database takes writes. */
  readiness: {
    id: number
    checked: number
  }
  /** Bodies of entries before a redaction. No request reads it. */
  redacted_bodies: {
    session_id: SessionId
    thread: Thread
    seq: number
    body_json: string
    redacted_by_seq: number
  }
  watermarks: {
    session_id: SessionId
    thread: Thread
    user_id: UserId
    delivered_up_to: number
    read_up_to: number
  }
}

export type Database = Kysely<Tables>
export type DatabaseTransaction = Transaction<Tables>
