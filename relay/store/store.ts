import type { Entry, EntryBody } from '../../src/shared/model/entry.ts'
import type { EntryId, SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Role } from '../../src/shared/model/role.ts'
import type { Dispute, Escalation, Patient, SessionKind } from '../../src/shared/model/session.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { Watermark } from '../../src/shared/model/watermark.ts'
import type { InvitationId } from '../../src/shared/protocol/invitation.ts'
import type { UserPut } from '../../src/shared/protocol/rest.ts'
import type { InvitationStore } from './accounts/invitationStore.ts'
import type { SignInStore } from './accounts/signInStore.ts'
import type { AttachmentStore } from './attachments/attachmentStore.ts'
import type { CallStore } from './callStore.ts'
import type { NotificationStore } from './notificationStore.ts'
import type { ErasureStore } from './retention/erasureStore.ts'
import type { RetentionStore } from './retention/retentionStore.ts'

/**
 * All data that the relay keeps. One implementation over Kysely; every database it runs on passes `tests/contract/store`.
 */
export interface Store {
  readonly users: UserStore
  readonly refreshTokens: RefreshTokenStore
  readonly signIns: SignInStore
  readonly sessions: SessionStore
  readonly log: LogStore
  readonly watermarks: WatermarkStore
  readonly calls: CallStore
  readonly notifications: NotificationStore
  readonly attachments: AttachmentStore
  readonly invitations: InvitationStore
  readonly retention: RetentionStore
  /** Resolves when the database has taken a change just now, on the way of the log and on that of accounts; rejects otherwise. */
  readonly check: () => Promise<void>
  readonly erasure: ErasureStore
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
   * set and it has not. A put that changes the password's hash or the role revokes every refresh token
   * of the user, and ends what was issued until `nowMs`, in the same transaction.
   * Throws `FailureError('conflict')` when another user has the email, or the id is that of someone who was erased.
   */
  readonly put: (user: UserChange, nowMs: number) => Promise<UserRecord>
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
  ) => Promise<
    | { readonly outcome: 'rotated'; readonly userId: UserId; readonly familyId: string }
    | { readonly outcome: 'reused' | 'unknown' }
  >
  /** Revokes the family of a token; returns whose it was, undefined when the token is not known. */
  readonly revokeFamilyOf: (hash: string) => Promise<{ readonly userId: UserId; readonly familyId: string } | undefined>
  /** Every token of the user revoked, and all that was issued until now ended; how many could still be used. */
  readonly revokeAllOf: (userId: UserId, nowMs: number) => Promise<number>
  /**
   * Returns whether an access token counts no more: of a login, when all of the login's refresh tokens are revoked or gone; of an
   * invitation, when that is revoked or gone; of another issuer, when the user's access was ended since it was issued.
   */
  readonly isEnded: (admission: {
    readonly userId: UserId
    readonly loginId?: string
    readonly invitationId?: InvitationId
    readonly issuedAtMs?: number
  }) => Promise<boolean>
}

export interface SessionRecord {
  readonly id: SessionId
  /** Grows with every change that is stored: what was decided of another version is not stored any more. */
  readonly version: number
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

/** A session as it is to be stored; its version is the store's. */
export type SessionState = Omit<SessionRecord, 'version'>

/** Somebody's request for a change, as it is told from other requests under the same id. */
export interface ChangeRequest {
  readonly id: EntryId
  readonly senderId: UserId
  /** All that it asks for, as text: of two requests that ask for the same it is the same. */
  readonly asks: string
}

export interface ChangeOrder {
  readonly id: SessionId
  /** Users on whose accounts the decision depends. */
  readonly accountsOf?: readonly UserId[]
  /**
   * Request that the change answers, once, with the entry that has its id. Without one the relay or an administrator makes the
   * change.
   */
  readonly request?: ChangeRequest
  /** Gets undefined for a session that is not there; what it throws leaves all as it was. */
  readonly decide: (
    current: SessionRecord | undefined,
    accounts: ReadonlyMap<UserId, Pick<UserRecord, 'id' | 'name' | 'role'>>,
  ) => { readonly next: SessionState; readonly appends: readonly ChangeAppend[] }
}

/** `changed`: it is stored with the entries that tell of it. `repeated`: the same request was carried out before; nothing is changed. */
export type Changed =
  | {
      readonly outcome: 'changed'
      readonly record: SessionRecord
      readonly heads: Readonly<Record<Thread, number>>
      readonly entries: readonly Entry[]
    }
  | { readonly outcome: 'repeated'; readonly entry: Entry }

export interface SessionStore {
  readonly find: (id: SessionId) => Promise<SessionRecord | undefined>
  /** Those of these sessions that are there. */
  readonly findMany: (ids: readonly SessionId[]) => Promise<SessionRecord[]>
  /**
   * Every session in which the user is a participant; for `supported`, every one in dispute or escalated; for `everything`,
   * every session there is. Ascending by id. With a page, at most so many, beginning after an id in the order of the database.
   */
  readonly list: (
    of: { readonly participant: UserId } | 'supported' | 'everything',
    page?: { readonly after: SessionId | null; readonly limit: number },
  ) => Promise<SessionRecord[]>
  /**
   * Changes a session as it is at that moment, in one transaction with the entries that tell of it: no other writer, on
   * whatever node, comes between. Throws `FailureError('conflict')`, with nothing changed, when the id of the request was used
   * before for anything else: by its sender anywhere, or by anyone in this session.
   */
  readonly change: (order: ChangeOrder) => Promise<Changed>
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
  /** The version of the session in which it was decided that the sender may say this. */
  readonly sessionVersion: number
}

/** An entry that tells of a change of its session, in the care thread. */
export type ChangeAppend = Omit<Append, 'sessionId' | 'thread' | 'sessionVersion'>

/**
 * `appended`: on disk with this place. `repeated`: the sender had sent this id before, with the same body to the same thread;
 * `entry` is what was stored then. `conflict`: the id was used before for something else, by this sender or, in this session, by
 * anyone. `outdated`: the session was changed since it was decided that this may be said. `redacted`: what it says something of
 * was redacted meanwhile. `unattached`: a file that it carries was sent with another message, or is gone. Of the last four nothing
 * is stored.
 */
export type AppendOutcome =
  | { readonly outcome: 'appended' | 'repeated'; readonly entry: Entry }
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'outdated' }
  | { readonly outcome: 'redacted' }
  | { readonly outcome: 'unattached' }

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
   * commit. One that is not stored does not hold up the others. A redaction takes the text of its target and of the
   * target's edits out of the log. Rejects with nothing stored, with `FailureError('diskFull')` when the disk is full.
   */
  readonly appendAll: (appends: readonly Append[]) => Promise<AppendOutcome[]>
  readonly read: (range: ThreadRange) => Promise<Entry[]>
  /**
   * Messages alone, ascending: the first after `after`, or else the last, all of them before `before`, if it is given. What else was
   * stored between them is not looked at.
   */
  readonly readMessages: (range: {
    readonly sessionId: SessionId
    readonly thread: Thread
    readonly after?: number | undefined
    readonly before?: number | undefined
    readonly limit: number
  }) => Promise<Entry[]>
  /** Returns the entry that the sender stored under this id, in whatever thread. */
  readonly find: (senderId: UserId, id: EntryId) => Promise<Entry | undefined>
  /** The message or other entry with this id in a thread, of whatever sender; the first, should there be several from former times. */
  readonly findInThread: (thread: {
    readonly sessionId: SessionId
    readonly thread: Thread
    readonly id: EntryId
  }) => Promise<Entry | undefined>
  /** Returns the places of those of these entries, messages or others, that are in a thread. */
  readonly findPlaces: (thread: {
    readonly sessionId: SessionId
    readonly thread: Thread
    readonly ids: readonly EntryId[]
  }) => Promise<Pick<Entry, 'id' | 'seq'>[]>
  /**
   * Of what `amendments` gives, what counts now: of the edits of a message each author's newest, and of the reactions each
   * person's newest with each emoji; in the order in which each was first said.
   */
  readonly standingAmendments: (thread: {
    readonly sessionId: SessionId
    readonly thread: Thread
    readonly targets: readonly number[]
  }) => Promise<Entry[]>
  /** Edits, redactions and reactions that say something of the messages with these `seq`s of a thread; ascending by `seq`. */
  readonly amendments: (thread: {
    readonly sessionId: SessionId
    readonly thread: Thread
    readonly targets: readonly number[]
  }) => Promise<Entry[]>
  /**
   * Returns how many messages of others, not redacted, lie beyond what the user has read, for each thread that has some.
   */
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
