import type { CallId } from '../../../src/shared/model/call.ts'
import type { ContentEncoding, MessageType } from '../../../src/shared/model/entry.ts'
import type { AttachmentId } from '../../../src/shared/model/files/attachment.ts'
import type { EntryId, SessionId } from '../../../src/shared/model/ids.ts'
import type { CallUseCases } from '../../calls/callUseCases.ts'
import type { NotificationUseCases } from '../../notifications/notificationUseCases.ts'
import type { PresenceUseCases } from '../../presence/presenceUseCases.ts'
import type { CachedSession } from '../../sessions/cache/cachedSession.ts'
import type { HistoryMessage, SessionUseCases } from '../../sessions/sessionUseCases.ts'
import type { DialectConnection } from './dialectConnection.ts'
import type { MessageEntry, RoomMember } from './dialectUpdates.ts'

export interface MessageToSend {
  /** The client's own id; one is made here when it gives none. See `entryIdFor`. */
  readonly id?: unknown
  readonly text: string
  readonly type?: MessageType
  readonly contentEncoding?: ContentEncoding
  readonly attachments?: readonly AttachmentId[]
  readonly replyTo?: EntryId
}

/** A room to join, as in `RoomChange`. */
export interface RoomToJoin {
  readonly room: string
  readonly replacesOlder?: boolean
}

/** Place of a message in the care thread of its session. */
export interface FoundMessage {
  readonly sessionId: SessionId
  readonly seq: number
}

/** Actions on sessions, and on who is in their rooms. */
export interface RoomActions {
  /** Joins a room of a session: from then on the connection gets its updates. Support that may look on becomes a participant. */
  readonly join: (connection: DialectConnection, sessionId: string, to: RoomToJoin) => Promise<CachedSession>
  /** Joins a room that stands for no session. */
  readonly joinPersonal: (connection: DialectConnection, room: string) => void
  /** Returns false when the connection was not in the room. */
  readonly leave: (connection: DialectConnection, to: RoomToJoin) => boolean
  /** Takes a connection out of the rooms of a session that it may no longer see. The session's own entry informs the others. */
  readonly evict: (connection: DialectConnection, session: CachedSession) => void
  /** Ends the earlier connections of the same user that are for this session alone. */
  readonly disconnectOlder: (connection: DialectConnection, sessionId: string) => void
  /** Returns the members of a room now. */
  readonly membersOf: (room: string) => readonly RoomMember[]
}

/** Actions on messages that were sent, and on typing. */
export interface MessageActions {
  readonly setTyping: (connection: DialectConnection, sessionId: string, isTyping: boolean) => Promise<void>
  /** Advances the user's watermark up to a `seq`; without one, up to the newest entry. */
  readonly advanceReceipt: (
    connection: DialectConnection,
    sessionId: string,
    how: 'delivered' | 'read',
    upTo?: number,
  ) => Promise<CachedSession>
  /** Finds a message in this session, or, without one, in those whose rooms the connection is in. */
  readonly findMessage: (connection: DialectConnection, messageId: string, sessionId?: string) => Promise<FoundMessage>
  /** Finds several messages likewise; refuses when one of them is in none. */
  readonly findMessages: (
    connection: DialectConnection,
    messageIds: readonly string[],
    sessionId?: string,
  ) => Promise<readonly FoundMessage[]>
  readonly readHistory: (
    connection: DialectConnection,
    sessionId: string,
    query: { readonly before?: number | undefined; readonly after?: number | undefined; readonly limit: number },
  ) => Promise<{ readonly messages: readonly HistoryMessage[]; readonly session: CachedSession }>
}

/**
 * Use cases for the rows of the dialects, called for a connection. All refuse by `FailureError`; a session that is not there, or
 * not for the principal, is `notFound`.
 */
export interface Actions extends RoomActions, MessageActions {
  readonly presence: PresenceUseCases
  readonly calls: CallUseCases
  readonly notifications: NotificationUseCases
  readonly listSessions: SessionUseCases['listSessions']
  readonly now: () => number
  readonly newCallId: () => CallId
  /** Returns the session, whoever asks: only for the text of a refusal, which differs for what is missing and what is not allowed. */
  readonly findSession: (id: string) => Promise<CachedSession | undefined>
  /** Returns the id of a session that is there and for the principal; undefined of any other. */
  readonly findOwnId: (connection: DialectConnection, id: string) => Promise<SessionId | undefined>
  /** Refuses unless the session is there and for the principal. */
  readonly requireAccess: (connection: DialectConnection, sessionId: string) => Promise<void>
  /** Returns whether the time of the session has run out. */
  readonly hasExpired: (session: CachedSession) => boolean
  /** Also refuses as `SessionUseCases.appendMessage` does, with `invalid` for an empty text and `tooLarge`. */
  readonly sendMessage: (
    connection: DialectConnection,
    sessionId: string,
    message: MessageToSend,
  ) => Promise<{ readonly entry: MessageEntry; readonly session: CachedSession }>
}
