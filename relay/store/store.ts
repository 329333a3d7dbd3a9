import type { Entry, EntryBody } from '../../src/shared/model/entry.ts'
import type { EntryId, SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Role } from '../../src/shared/model/role.ts'
import type { Patient, SessionKind } from '../../src/shared/model/session.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { Watermark } from '../../src/shared/model/watermark.ts'
import type { UserPut } from '../../src/shared/protocol/rest.ts'

/** What the relay keeps. One implementation over Kysely; every database it runs on passes `tests/contract/store`. */
export interface Store {
  readonly users: UserStore
  readonly refreshTokens: RefreshTokenStore
  readonly sessions: SessionStore
  readonly log: LogStore
  readonly watermarks: WatermarkStore
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

export interface UserStore {
  readonly find: (id: UserId) => Promise<UserRecord | undefined>
  /** By email (case-insensitive) or by user id. */
  readonly findByLogin: (login: string) => Promise<UserRecord | undefined>
  /**
   * Inserts or replaces. A put that changes the password's hash revokes every refresh token of the user in the same
   * transaction. Throws `FailureError('conflict')` when another user has the email.
   */
  readonly put: (user: UserRecord) => Promise<void>
  readonly findMany: (ids: readonly UserId[]) => Promise<UserRecord[]>
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
}

export interface SessionRecord {
  readonly id: SessionId
  readonly kind: SessionKind
  readonly active: boolean
  readonly createdAtMs: number
  readonly expiresAtMs: number | null
  readonly patient: Patient | null
  readonly participants: readonly { readonly userId: UserId; readonly name: string; readonly role: Role }[]
}

export interface SessionStore {
  readonly find: (id: SessionId) => Promise<SessionRecord | undefined>
  /** Every session in which the user is a participant; for `everything`, every session there is. Ascending by id. */
  readonly list: (of: { readonly participant: UserId } | 'everything') => Promise<SessionRecord[]>
  /** Inserts or replaces, and in the same transaction appends the entries that tell of it (membership, state). */
  readonly put: (session: SessionRecord, appends?: readonly Append[]) => Promise<AppendOutcome[]>
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
   * commit. One that is a repeat or a conflict does not hold up the others. Rejects with nothing stored, with
   * `FailureError('diskFull')` when the disk is full.
   */
  readonly appendAll: (appends: readonly Append[]) => Promise<AppendOutcome[]>
  readonly read: (range: ThreadRange) => Promise<Entry[]>
  /** What the sender stored under this id, in whatever thread. */
  readonly find: (senderId: UserId, id: EntryId) => Promise<Entry | undefined>
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
