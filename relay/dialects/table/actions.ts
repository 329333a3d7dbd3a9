import type { CallId } from '../../../src/shared/model/call.ts'
import type { ContentEncoding, MessageType } from '../../../src/shared/model/entry.ts'
import type { AttachmentId } from '../../../src/shared/model/files/attachment.ts'
import type { EntryId, SessionId } from '../../../src/shared/model/ids.ts'
import type { Live } from '../../live/createLive.ts'
import type { CachedSession } from '../../sessions/cache/cachedSession.ts'
import type { HistoryMessage, SessionUseCases } from '../../sessions/sessionUseCases.ts'
import type { DialectConnection } from './dialectConnection.ts'
import type { MessageEntry, RoomMember } from './dialectNews.ts'

export interface MessageToSay {
  /** The client's own; made here when it gives none. See `entryIdFor`. */
  readonly id?: unknown
  readonly text: string
  readonly type?: MessageType
  readonly contentEncoding?: ContentEncoding
  readonly attachments?: readonly AttachmentId[]
  readonly replyTo?: EntryId
}

/** A room to come into, as in `RoomChange`. */
export interface RoomToEnter {
  readonly room: string
  readonly replacesOlder?: boolean
}

/**
 * Use cases for the rows of the dialects, called for a connection. All refuse by `FailureError`; a session that is not there, or
 * not for the principal, is `notFound`.
 */
export interface Actions {
  readonly live: Pick<Live, 'presence' | 'calls' | 'notifications'>
  readonly listSessions: SessionUseCases['listSessions']
  readonly now: () => number
  readonly newCallId: () => CallId
  /** The session, whoever asks: for words only that tell what is missing from what is not allowed. */
  readonly findSession: (id: string) => Promise<CachedSession | undefined>
  /** The id of a session that is there and for the principal; undefined of any other. */
  readonly idOfOwn: (connection: DialectConnection, id: string) => Promise<SessionId | undefined>
  /** Refuses unless the session is there and for the principal. */
  readonly check: (connection: DialectConnection, sessionId: string) => Promise<void>
  /** Returns whether the time of the session has run out. */
  readonly hasExpired: (session: CachedSession) => boolean
  /** From then on the connection is told of the session. Support that may look on becomes a participant: it joins visibly. */
  readonly enter: (connection: DialectConnection, sessionId: string, to: RoomToEnter) => Promise<CachedSession>
  /** A room that stands for no session. */
  readonly enterPersonal: (connection: DialectConnection, room: string) => void
  /** False when the connection was not in the room. */
  readonly leave: (connection: DialectConnection, to: RoomToEnter) => boolean
  /** Takes a connection out of the rooms of a session that is no longer for it. The session's own entry tells the others. */
  readonly dismiss: (connection: DialectConnection, session: CachedSession) => void
  /** Ends the earlier connections of the same user that are for this session alone. */
  readonly disconnectOlder: (connection: DialectConnection, sessionId: string) => void
  /** Returns the members of a room now. */
  readonly inRoom: (room: string) => readonly RoomMember[]
  /** Also refuses as `SessionUseCases.appendMessage` does, with `invalid` for an empty text and `tooLarge`. */
  readonly say: (
    connection: DialectConnection,
    sessionId: string,
    message: MessageToSay,
  ) => Promise<{ readonly entry: MessageEntry; readonly session: CachedSession }>
  readonly setTyping: (connection: DialectConnection, sessionId: string, isTyping: boolean) => Promise<void>
  /** Up to a `seq`; without one, up to the newest entry. */
  readonly mark: (
    connection: DialectConnection,
    sessionId: string,
    how: 'delivered' | 'read',
    upTo?: number,
  ) => Promise<CachedSession>
  /** A message in this session, or, without one, in those whose rooms the connection is in. */
  readonly locate: (
    connection: DialectConnection,
    messageId: string,
    sessionId?: string,
  ) => Promise<{ readonly sessionId: SessionId; readonly seq: number }>
  /** The same of several; refuses when one of them is in none. */
  readonly locateAll: (
    connection: DialectConnection,
    messageIds: readonly string[],
    sessionId?: string,
  ) => Promise<readonly { readonly sessionId: SessionId; readonly seq: number }[]>
  readonly history: (
    connection: DialectConnection,
    sessionId: string,
    query: { readonly before?: number | undefined; readonly after?: number | undefined; readonly limit: number },
  ) => Promise<{ readonly messages: readonly HistoryMessage[]; readonly session: CachedSession }>
}
