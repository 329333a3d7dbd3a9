import type { Kysely, Transaction } from 'kysely'
import type { EntryId, SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Role } from '../../src/shared/model/role.ts'
import type { SessionKind } from '../../src/shared/model/session.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { InvitationTables } from './accounts/invitationTables.ts'
import type { SignInTables } from './accounts/signInTables.ts'
import type { AttachmentTables } from './attachments/attachmentTables.ts'
import type { CallTables } from './calls/callTables.ts'
import type { ClinicTables } from './clinic/clinicTables.ts'
import type { NotificationTables } from './notifications/notificationTables.ts'
import type { WordTables } from './words/wordTables.ts'

/** The tables as the migrations leave them. Instants are ms since 1970, flags are 0 or 1, `*_json` is JSON text. */
export interface Tables
  extends AttachmentTables,
    CallTables,
    ClinicTables,
    InvitationTables,
    NotificationTables,
    SignInTables,
    WordTables {
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
    later_json: string | null
    /** Grows with every change of the session or of its participants. */
    version: number
    /** When it last changed, or what it shows of its participants: see `Changes`. */
    changed_in: number
  }
  participants: {
    session_id: SessionId
    user_id: UserId
    /** The name when the session was put; the account's name takes precedence. */
    name: string
    role: Role
    position: number
    /** When this patient last tried to write though the session was over, of which its staff was notified. */
    tried_at_ms: number | null
  }
  /** One row per thread. Its row lock is what keeps `seq` gapless with several writers. Its digest: see `ThreadDigest`. */
  threads: {
    session_id: SessionId
    thread: Thread
    head: number
    /** The session's, repeated: whoever appends finds it in the row that is locked anyway. */
    session_version: number
    /** Since when a reply is owed to the patient; null: it is not, or this is the staff's thread. */
    owed_since_ms: number | null
    /** The latest time of its entries; null: it has none. */
    last_activity_ms: number | null
    /** Place of its newest message; 0: it has none. */
    newest_message_seq: number
    /** When its entries, or what stands in them, last changed: see `Changes`. */
    changed_in: number
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
    /** When it last grew: see `Changes`. */
    changed_in: number
  }
  /** On SQLite, one row: what changes are numbered by. It is raised when a token is given. */
  change_counter: {
    id: number
    number: number
  }
  /** The past of this database, as far as tokens go back: see `createMoments`. */
  epochs: {
    id: string
    ordinal: number
    /** The greatest number that a token of the epoch before can have. */
    began_at: number
    /** A text by which this database is known from a copy of it. */
    place: string
  }
}

export type Database = Kysely<Tables>
export type DatabaseTransaction = Transaction<Tables>
