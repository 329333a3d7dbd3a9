import type { SessionSet } from '../../src/shared/model/digest/sessionDigest.ts'
import type { FoundMessage, SessionFind } from '../../src/shared/model/digest/sessionFind.ts'
import type { Entry, MessageBody } from '../../src/shared/model/entry.ts'
import type { EntryId, SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { MessageView } from '../../src/shared/model/messageView.ts'
import type { Session } from '../../src/shared/model/session.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { SessionPut } from '../../src/shared/protocol/rest.ts'
import type { LaterPut } from '../../src/shared/protocol/session.ts'
import type { LogRead, SyncedSession } from '../../src/shared/protocol/sync.ts'
import type { UpRequest } from '../../src/shared/protocol/up.ts'
import type { Principal } from './access/principal.ts'

export interface MessagesQuery {
  /** Messages with a greater `seq`, ascending from it. */
  readonly after?: number | undefined
  /** Messages with a smaller `seq`: the last ones before it, still ascending. */
  readonly before?: number | undefined
  readonly limit: number
  readonly thread: Thread
}

/** Position of an entry in its thread, and the time it was stored (ms since 1970). */
export interface LogPosition {
  readonly seq: number
  readonly at: number
}

/** A change of a session by someone: what the requests `session:*` ask for. */
export type SessionChange =
  | { readonly kind: 'join' | 'leave' }
  | { readonly kind: 'claim' | 'reopen' | 'resolveDispute'; readonly reason?: string | undefined }
  | { readonly kind: 'transfer'; readonly to: UserId; readonly reason: string }
  | { readonly kind: 'escalate' | 'dispute'; readonly reason: string }
  | { readonly kind: 'close'; readonly reason?: string | undefined }
  | { readonly kind: 'extend'; readonly until: number; readonly reason?: string | undefined }
  | { readonly kind: 'later'; readonly later: LaterPut | null }

/** Messages of others that a user has not read, per thread; a thread that is not theirs is missing. */
export interface Unread {
  readonly sessionId: SessionId
  readonly care: number
  readonly staff?: number
}

/** A page of sessions that were found. */
export interface FoundSessions {
  readonly items: { readonly session: SyncedSession; readonly messages: FoundMessage[] }[]
  readonly page?: string
  readonly looked: { readonly sessions: number; readonly entries: number }
}

/** A message as it reads now, after edits, redaction and reactions; `body` is as it is stored. */
export interface HistoryMessage {
  readonly entry: Entry & { readonly body: MessageBody }
  readonly view: MessageView
}

/**
 * A message that is stored: by this request, or, when it is `repeated`, by one before it with the same id; `entry` is then what was
 * stored first, and may have been edited or redacted since.
 */
export interface StoredMessage {
  readonly outcome: 'appended' | 'repeated'
  readonly entry: HistoryMessage['entry']
}

/**
 * Actions on sessions, whatever the request came in by. Each checks the principal's access, resolves after the commit, publishes to
 * everyone concerned who is connected, and refuses by throwing a `FailureError`.
 */
export interface SessionUseCases {
  /**
   * Refuses with `notFound`, `forbidden` (support that has not joined), `sessionClosed` (closed or expired), `outsideHours`,
   * `conflict`, `diskFull` or `unavailable`. The form of the message was checked where it came in; its text is stored as it is.
   */
  readonly appendMessage: (principal: Principal, message: UpRequest<'message:send'>) => Promise<StoredMessage>
  /** A new version of an own message. Refuses as `appendMessage` does, and with `forbidden` (another's message), `frozen` or `conflict` (redacted). */
  readonly editMessage: (principal: Principal, edit: UpRequest<'message:edit'>) => Promise<LogPosition>
  /**
   * Takes the text of a message and of its versions out of what anyone is shown; an own message, or any for support and
   * administrators. Refuses with `notFound`, `forbidden`, `frozen`, `sessionClosed` (patients) or `conflict`.
   */
  readonly redactMessage: (principal: Principal, redaction: UpRequest<'message:redact'>) => Promise<LogPosition>
  /** Puts or takes back the principal's reaction to a message. Refuses with `notFound`, `forbidden`, `sessionClosed` or `conflict`. */
  readonly reactToMessage: (principal: Principal, reaction: UpRequest<'message:react'>) => Promise<LogPosition>
  /**
   * Changes the state or the participants of a session, and records it in the care thread; returns the position of that entry.
   * Refuses with `notFound`, `forbidden` (not for this role), `sessionClosed`, `conflict` (it is so already, or cannot be) or
   * `invalid`. The same id again gets the same answer.
   */
  readonly changeSession: (
    principal: Principal,
    request: { readonly id: EntryId; readonly sessionId: SessionId; readonly change: SessionChange },
  ) => Promise<LogPosition>
  /** Unread messages in each of the principal's sessions, or in those named that are the principal's. */
  readonly countUnread: (principal: Principal, sessionIds?: readonly SessionId[]) => Promise<Unread[]>
  /**
   * Raises the principal's own watermarks, at most to the newest entry. Marks of threads that are not (or no longer) the principal's
   * are passed over; when none is the principal's: `notFound`.
   */
  readonly advanceWatermarks: (principal: Principal, request: UpRequest<'watermark:advance'>) => Promise<void>
  /**
   * A page of what the principal lacks, and the relay's clock (`now`); threads and sessions that are not the principal's are left out
   * of it. Refuses with `invalid` a `page` that was never given.
   */
  readonly pullSync: (
    principal: Principal,
    request: UpRequest<'sync:pull'>,
  ) => Promise<{
    readonly sessions?: SyncedSession[]
    readonly entries: Entry[]
    readonly more: boolean
    readonly now: number
    readonly page?: string
    readonly token?: string
    readonly listed?: SessionSet
    readonly complete?: boolean
  }>
  /**
   * Returns a part of a thread, what is in force of what was said of its messages elsewhere, the newest `seq` of the thread, and the
   * relay's clock. Refuses with `notFound`.
   */
  readonly readLog: (
    principal: Principal,
    request: LogRead,
  ) => Promise<{ readonly entries: Entry[]; readonly amendments: Entry[]; readonly head: number; readonly now: number }>
  /**
   * Finds sessions, open or closed, of those that the principal may see, the most recently active first, each with the newest of the messages that
   * it was found by. `page`: there may be more. `looked`: how much was looked through. Refuses with `invalid`.
   */
  readonly findSessions: (principal: Principal, request: SessionFind) => Promise<FoundSessions>
  /** All sessions the principal may see, ascending by id. */
  readonly listSessions: (principal: Principal) => Promise<Session[]>
  /** Messages of one thread as they are now, ascending. Without `after` and `before`: the newest. */
  readonly readMessages: (principal: Principal, sessionId: SessionId, query: MessagesQuery) => Promise<HistoryMessage[]>
  /**
   * Returns the `seq` of those of these messages that are in the care thread of the session, by their ids. Refuses with
   * `notFound`.
   */
  readonly locateMessages: (
    principal: Principal,
    sessionId: SessionId,
    ids: readonly EntryId[],
  ) => Promise<ReadonlyMap<EntryId, number>>
  /** All texts that a message has had, the original first; after a redaction they are empty. Refuses with `notFound`. */
  readonly readVersions: (
    principal: Principal,
    message: { readonly sessionId: SessionId; readonly thread: Thread; readonly target: EntryId },
  ) => Promise<{ readonly text: string; readonly at: number }[]>
  /** Creates or changes a session, with its membership and state entries. Administrators only (`forbidden`). */
  readonly putSession: (principal: Principal, sessionId: SessionId, put: SessionPut) => Promise<Session>
  /** To be called after an account was put: sessions show the new name from then on. */
  readonly userChanged: (userId: UserId) => Promise<void>
}
