import type { Entry, EntryBody } from '../../src/shared/model/entry.ts'
import type { EntryId, SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Role } from '../../src/shared/model/role.ts'
import type { Dispute, Escalation, Patient, SessionKind } from '../../src/shared/model/session.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { Watermark } from '../../src/shared/model/watermark.ts'
import type { UserPut } from '../../src/shared/protocol/rest.ts'
import type { AttachmentStore } from './attachmentStore.ts'
import type { CallStore } from './callStore.ts'
import type { InvitationStore } from './invitationStore.ts'
import type { NotificationStore } from './notificationStore.ts'
import type { RetentionStore } from './retentionStore.ts'

/** What the relay keeps. One implementation over Kysely; every database it runs on passes `tests/contract/store`. */
export interface Store {
  readonly users: UserStore
  readonly refreshTokens: RefreshTokenStore
  readonly sessions: SessionStore
  readonly log: LogStore
  readonly watermarks: WatermarkStore
  readonly calls: CallStore
  readonly notifications: NotificationStore
  readonly attachments: AttachmentStore
  readonly invitations: InvitationStore
  readonly retention: RetentionStore
  /** Waits for what is under way, then closes the database. */
  readonly close: () => Promise<void>
}

export interface UserRecord {
  readonly id: UserId
  readonly name: string
  readonly role: Role
  readonly email: string | null
  /** A scrypt hash in PHC-like text form, or null: this user cannot log in with a password. */
  readonly passwordHash: string | null
  readonly timeZone: string | null
  readonly schedule: NonNullable<UserPut['schedule']>
}

/** An account to be put: what is undefined of it stays as it is, and is null or empty in a new one. */
export type UserChange = Pick<UserRecord, 'id' | 'name' | 'role'> & {
  readonly [Field in Exclude<keyof UserRecord, 'id' | 'name' | 'role'>]?: UserRecord[Field] | undefined
}

export interface UserStore {
  readonly find: (id: UserId) => Promise<UserRecord | undefined>
  /** By email (case-insensitive) or by user id. */
  readonly findByLogin: (login: string) => Promise<UserRecord | undefined>
  /**
   * Inserts or changes, and gives the account as it then is. Of two that change one account at once, each keeps what the other has
   * set and it has not. A put that changes the password's hash revokes every refresh token of the user in the same transaction.
   * Throws `FailureError('conflict')` when another user has the email.
   */
  readonly put: (user: UserChange) => Promise<UserRecord>
  readonly findMany: (ids: readonly UserId[]) => Promise<UserRecord[]>
  /** Every account, ascending by id. */
  readonly list: () => Promise<UserRecord[]>
}

export interface RefreshToken {
  /** SHA-256 of the token, hex. The token itself is never stored. */
  readonly hash: string
  /** All tokens that descend from one login. */
  readonly familyId: string
  readonly userId: UserId
  readonly expiresAtMs: number
}

export interface RefreshTokenStore {
  readonly insert: (token: RefreshToken) => Promise<void>
  /**
   * Exchanges a token for `successor`, in one transaction. The answer to an earlier exchange may have been lost, so a token can be
   * exchanged again while what it was last exchanged for is unused; that one is then revoked. `reused`: the successor
   * was used, or the token is revoked; the whole family is then revoked in the same transaction. `unknown`: never stored, or expired.
   */
  readonly rotate: (
    hash: string,
    successor: { readonly hash: string; readonly expiresAtMs: number },
    nowMs: number,
  ) => Promise<{ readonly outcome: 'rotated'; readonly userId: UserId } | { readonly outcome: 'reused' | 'unknown' }>
  readonly revokeFamilyOf: (hash: string) => Promise<void>
  /** Every token of the user that could still be used, revoked; how many there were. */
  readonly revokeAllOf: (userId: UserId) => Promise<number>
}

export interface SessionRecord {
  readonly id: SessionId
  readonly kind: SessionKind
  readonly active: boolean
  readonly createdAtMs: number
  readonly expiresAtMs: number | null
  readonly patient: Patient | null
  readonly claimedBy: UserId | null
  readonly dispute: Dispute | null
  readonly escalation: Escalation | null
  readonly participants: readonly { readonly userId: UserId; readonly name: string; readonly role: Role }[]
}

export interface SessionStore {
  readonly find: (id: SessionId) => Promise<SessionRecord | undefined>
  /** Those of these sessions that are there. */
  readonly findMany: (ids: readonly SessionId[]) => Promise<SessionRecord[]>
  /**
   * Every session in which the user is a participant; for `supported`, every one in dispute or escalated; for `everything`,
   * every session there is. Ascending by id.
   */
  readonly list: (of: { readonly participant: UserId } | 'supported' | 'everything') => Promise<SessionRecord[]>
  /** Inserts or replaces, and in the same transaction appends the entries that tell of it (membership, state). */
  readonly put: (session: SessionRecord, appends?: readonly Append[]) => Promise<AppendOutcome[]>
  /**
   * Changes a session as it is at that moment, in one transaction with the entries that tell of it: no other writer, on
   * whatever node, comes between. `decide` gets undefined for a session that is not there; what it throws leaves all as it was.
   */
  readonly change: (
    id: SessionId,
    decide: (current: SessionRecord | undefined) => {
      readonly next: SessionRecord
      readonly appends: readonly Append[]
    },
  ) => Promise<{ readonly record: SessionRecord; readonly outcomes: AppendOutcome[] }>
  /** The active sessions that expire first, soonest first, at most `limit`. */
  readonly expiring: (limit: number) => Promise<{ readonly id: SessionId; readonly expiresAtMs: number }[]>
}

/** An entry that asks for its place in the log. */
export interface Append {
  readonly id: EntryId
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly senderId: UserId
  readonly senderName: string
  readonly senderRole: Role
  readonly atMs: number
  readonly body: EntryBody
}

/**
 * `appended`: on disk with this place. `repeated`: the sender had sent this id before, with the same body to the same thread;
 * `entry` is what was stored then. `conflict`: the id was used by this sender for something else.
 */
export type AppendOutcome =
  | { readonly outcome: 'appended' | 'repeated'; readonly entry: Entry }
  | { readonly outcome: 'conflict' }

export interface ThreadRange {
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly limit: number
  /** Ascending from the first `seq` greater than `after`, or the last ones smaller than `before`, still ascending. */
  readonly from: { readonly after: number } | { readonly before: number }
}

export interface LogStore {
  /**
   * Stores all entries in one transaction, in the given order, each with the next `seq` of its thread; resolves after the
   * commit. One that is a repeat or a conflict does not hold up the others. A redaction takes the text of its target and of the
   * target's edits out of the log, and an edit of a message that is redacted is stored without its text. Rejects with nothing stored, with
   * `FailureError('diskFull')` when the disk is full.
   */
  readonly appendAll: (appends: readonly Append[]) => Promise<AppendOutcome[]>
  readonly read: (range: ThreadRange) => Promise<Entry[]>
  /** What the sender stored under this id, in whatever thread. */
  readonly find: (senderId: UserId, id: EntryId) => Promise<Entry | undefined>
  /** The message or other entry with this id in a thread, of whatever sender; the first, should there be several. */
  readonly findInThread: (thread: {
    readonly sessionId: SessionId
    readonly thread: Thread
    readonly id: EntryId
  }) => Promise<Entry | undefined>
  /** Edits, redactions and reactions that say something of the messages with these `seq`s of a thread; ascending by `seq`. */
  readonly amendments: (thread: {
    readonly sessionId: SessionId
    readonly thread: Thread
    readonly targets: readonly number[]
  }) => Promise<Entry[]>
  /** How many messages of others lie beyond what the user has read, in each thread that has some. */
  readonly countUnread: (
    userId: UserId,
    sessionIds: readonly SessionId[],
  ) => Promise<{ readonly sessionId: SessionId; readonly thread: Thread; readonly count: number }[]>
  /** The newest `seq` of every thread of the sessions; a thread without entries is missing. */
  readonly heads: (
    sessionIds: readonly SessionId[],
  ) => Promise<{ readonly sessionId: SessionId; readonly thread: Thread; readonly head: number }[]>
}

export interface StoredWatermark extends Watermark {
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly userId: UserId
}

export interface WatermarkStore {
  readonly of: (sessionIds: readonly SessionId[]) => Promise<StoredWatermark[]>
  /** Raises each to at least the given values in one transaction; never lowers. Returns those that grew, as they now are. */
  readonly raiseAll: (marks: readonly StoredWatermark[]) => Promise<StoredWatermark[]>
}
