import type { AttachmentId } from '../../src/shared/model/attachment.ts'
import type { CallId } from '../../src/shared/model/call.ts'
import type { Clock } from '../../src/shared/model/clock.ts'
import type { ContentEncoding, MessageType } from '../../src/shared/model/entry.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { EntryId, SessionId, UserId } from '../../src/shared/model/ids.ts'
import { fitsMessage, limits } from '../../src/shared/protocol/limits.ts'
import type { Live } from '../createLive.ts'
import type { SetTyping } from '../presence/setTyping.ts'
import { accessOf, isExpired, requireAccess } from '../sessions/access.ts'
import type { KnownSession } from '../sessions/knownSession.ts'
import type { SessionDirectory } from '../sessions/sessionDirectory.ts'
import type { HistoryMessage, SessionUseCases } from '../sessions/sessionUseCases.ts'
import type { Store } from '../store/store.ts'
import { type DialectConnection, sessionsOf } from './dialectConnection.ts'
import type { DialectNews, MessageEntry, RoomChange } from './dialectNews.ts'
import { contentRequired, entryIdOf, sessionIdOf } from './fields.ts'
import { entryIdFor } from './givenId.ts'
import { readPast } from './readPast.ts'
import type { Rooms } from './rooms.ts'

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
  readonly isOneOfSeveral?: boolean
  readonly takesPlace?: boolean
}

/**
 * What the rows of the dialects do: the use cases, asked by a connection. All refuse by `FailureError`; a session that is not
 * there, or not for the asker, is `notFound`.
 */
export interface Actions {
  readonly live: Pick<Live, 'presence' | 'calls' | 'notifications'>
  readonly listSessions: SessionUseCases['listSessions']
  readonly now: () => number
  readonly newCallId: () => CallId
  /** The session, whoever asks: for words only that tell what is missing from what is not allowed. */
  readonly findSession: (id: string) => Promise<KnownSession | undefined>
  /** The id of a session that is there and for the asker; undefined of any other. */
  readonly idOfOwn: (connection: DialectConnection, id: string) => Promise<SessionId | undefined>
  /** Refuses unless the session is there and for the asker. */
  readonly check: (connection: DialectConnection, sessionId: string) => Promise<void>
  /** Whether the time of the session has run out. */
  readonly hasExpired: (session: KnownSession) => boolean
  /** From then on the connection is told of the session. Support that may look on becomes a participant: it joins visibly. */
  readonly enter: (connection: DialectConnection, sessionId: string, to: RoomToEnter) => Promise<KnownSession>
  /** A room that stands for no session. */
  readonly enterPersonal: (connection: DialectConnection, room: string) => void
  /** False when the connection was not in the room. */
  readonly leave: (connection: DialectConnection, to: RoomToEnter) => boolean
  /** Who is in a room now. */
  readonly inRoom: Rooms['members']
  /** Also refuses as `SessionUseCases.appendMessage` does, with `invalid` for an empty text and `tooLarge`. */
  readonly say: (
    connection: DialectConnection,
    sessionId: string,
    message: MessageToSay,
  ) => Promise<{ readonly entry: MessageEntry; readonly session: KnownSession }>
  readonly setTyping: (connection: DialectConnection, sessionId: string, isTyping: boolean) => Promise<void>
  /** Up to a `seq`; without one, up to the newest entry. */
  readonly mark: (
    connection: DialectConnection,
    sessionId: string,
    how: 'delivered' | 'read',
    upTo?: number,
  ) => Promise<KnownSession>
  /** A message in this session, or, without one, in those whose rooms the connection is in. */
  readonly locate: (
    connection: DialectConnection,
    messageId: string,
    sessionId?: string,
  ) => Promise<{ readonly sessionId: SessionId; readonly seq: number }>
  readonly history: (
    connection: DialectConnection,
    sessionId: string,
    query: { readonly before?: number | undefined; readonly after?: number | undefined; readonly limit: number },
  ) => Promise<{ readonly messages: readonly HistoryMessage[]; readonly session: KnownSession }>
}

export interface ActionsParts {
  readonly useCases: SessionUseCases
  readonly live: Pick<Live, 'presence' | 'calls' | 'notifications'>
  readonly directory: SessionDirectory
  readonly store: Pick<Store, 'log' | 'watermarks'>
  readonly setTyping: SetTyping
  readonly rooms: Rooms
  readonly tellRoom: (kind: 'joined' | 'left', change: RoomChange, by: DialectConnection) => void
  /** Tells one connection of a message that was told of before. */
  readonly retell: (news: DialectNews['message'], to: DialectConnection) => void
  readonly newEntryId: () => EntryId
  readonly newCallId: () => CallId
  readonly clock: Pick<Clock, 'now'>
}

export function createActions(parts: ActionsParts): Actions {
  const { useCases, live, directory, store, rooms, tellRoom, newEntryId, clock } = parts

  function toSessionId(id: string): SessionId {
    const sessionId = sessionIdOf(id)
    if (sessionId === undefined) throw new FailureError('notFound', 'There is no such session for this user.')
    return sessionId
  }
  async function require(connection: DialectConnection, id: string) {
    return await requireAccess(directory, connection.asker, toSessionId(id), 'care')
  }
  async function findSession(id: string): Promise<KnownSession | undefined> {
    const sessionId = sessionIdOf(id)
    return sessionId && (await directory.find(sessionId))
  }
  async function idOfOwn({ asker }: DialectConnection, id: string): Promise<SessionId | undefined> {
    const session = await findSession(id)
    return session && accessOf(session, asker) && session.record().id
  }
  const nameOf = (session: KnownSession, userId: UserId, name: string) => session.participant(userId)?.name ?? name
  const roomFields = ({ room, isOneOfSeveral = false, takesPlace = false }: RoomToEnter) => ({
    room,
    isOneOfSeveral,
    takesPlace,
  })

  /** The message as it reads now: one that is sent again may have been edited or redacted since. */
  async function readBack(connection: DialectConnection, sessionId: SessionId, seq: number): Promise<MessageEntry> {
    const query = { thread: 'care', after: seq - 1, limit: 1 } as const
    const [message] = await useCases.readMessages(connection.asker, sessionId, query)
    if (!message) throw new FailureError('internal', 'The relay lost track of a message.')
    const { entry, view } = message
    return { ...entry, body: { ...entry.body, text: view.text } }
  }

  return {
    live,
    listSessions: useCases.listSessions,
    now: clock.now,
    newCallId: parts.newCallId,
    findSession,
    idOfOwn,
    check: async (connection, id) => {
      await require(connection, id)
    },
    hasExpired: (session) => isExpired(session.record(), clock.now()),
    enter: async (connection, id, to) => {
      const { asker } = connection
      const { session, access } = await require(connection, id)
      const sessionId = session.record().id
      const joinsVisibly = access.role === 'support' && !access.isParticipant
      if (joinsVisibly) await useCases.changeSession(asker, { id: newEntryId(), sessionId, change: { kind: 'join' } })
      const past = rooms.inSession(sessionId).size === 0 ? await readPast(store, session) : undefined
      const change = rooms.join(connection, to.room, sessionId)
      if (past) rooms.recall(sessionId, past)
      if (change) {
        const { userId, role } = asker
        // Of the one who joins visibly the entry has told.
        const isNew = joinsVisibly ? { ofSession: false, ofRoom: false } : change
        tellRoom('joined', { session, userId, name: access.name, role, ...roomFields(to), ...isNew }, connection)
      }
      return session
    },
    enterPersonal: (connection, room) => void rooms.join(connection, room, null),
    leave: (connection, to) => {
      const change = rooms.leave(connection, to.room)
      // As it is in memory: that someone goes is told also while other nodes cannot be heard.
      const session = change?.sessionId ? directory.held(change.sessionId) : undefined
      if (!change || !session) return change !== undefined
      const { userId, role, name } = connection.asker
      const { ofSession, ofRoom } = change
      const who = { session, userId, role, name: nameOf(session, userId, name) }
      const left = { ...who, ...roomFields(to), ofSession, ofRoom }
      tellRoom('left', left, connection)
      return true
    },
    inRoom: rooms.members,
    say: async (connection, id, { id: givenId, text, type = 'text', contentEncoding, attachments, replyTo }) => {
      const hasContent = text.trim().length > 0 || (attachments !== undefined && attachments.length > 0)
      if (!hasContent) throw new FailureError('invalid', contentRequired)
      if (!fitsMessage(text)) throw new FailureError('tooLarge', 'The message is too long. Send it in parts.')
      const { session } = await require(connection, id)
      const sessionId = session.record().id
      const entryId = entryIdFor(givenId, { senderId: connection.asker.userId, sessionId, text }) ?? newEntryId()
      const isRepeat = givenId !== undefined && (await store.log.find(connection.asker.userId, entryId)) !== undefined
      connection.own.add(entryId)
      let isStillToBeTold = false
      try {
        const message = {
          id: entryId,
          sessionId,
          thread: 'care' as const,
          type,
          text,
          ...(contentEncoding === undefined ? {} : { contentEncoding }),
          ...(attachments === undefined || attachments.length === 0 ? {} : { attachments: [...attachments] }),
          ...(replyTo === undefined ? {} : { replyTo }),
        }
        const appended = useCases.appendMessage(connection.asker, message, { cleanHtml: true })
        const { seq } = await appended.catch((error: unknown) => {
          throw attachments?.length ? ofAttachments(error) : error
        })
        const entry = await readBack(connection, sessionId, seq)
        const isInRoom = sessionsOf(connection).has(sessionId)
        isStillToBeTold = !isRepeat && isInRoom
        // What was sent before is not told again, but its sender, who asks again, may have missed it.
        if (isRepeat && isInRoom) parts.retell({ session, entry, isOwn: true }, connection)
        return { entry, session }
      } finally {
        if (!isStillToBeTold) connection.own.delete(entryId)
      }
    },
    setTyping: async (connection, id, isTyping) => {
      const notice = { sessionId: toSessionId(id), thread: 'care' as const, typing: isTyping }
      await parts.setTyping(connection.asker, connection.id, notice)
    },
    mark: async (connection, id, how, upTo = Number.MAX_SAFE_INTEGER) => {
      const { session } = await require(connection, id)
      const mark = { deliveredUpTo: upTo, readUpTo: how === 'read' ? upTo : 0 }
      const marks = [{ sessionId: session.record().id, thread: 'care' as const, ...mark }]
      await useCases.advanceWatermarks(connection.asker, { marks })
      return session
    },
    locate: async (connection, messageId, id) => {
      const target = entryIdOf(messageId)
      if (id !== undefined) await require(connection, id)
      const among = id === undefined ? sessionsOf(connection) : [id]
      for (const one of among) {
        const sessionId = await idOfOwn(connection, one)
        if (sessionId === undefined) continue
        const entry = target && (await store.log.findInThread({ sessionId, thread: 'care', id: target }))
        if (entry) return { sessionId, seq: entry.seq }
      }
      // The conversation is the asker's, so this is no secret.
      throw new FailureError('invalid', 'Message not found')
    },
    history: async (connection, id, { before, after, limit }) => {
      const { session } = await require(connection, id)
      const query = { thread: 'care' as const, limit: Math.min(limit, limits.entriesPerPage), before, after }
      const messages = await useCases.readMessages(connection.asker, session.record().id, query)
      return { messages, session }
    },
  }
}

/** That an attachment is not there is not to be told in the words for a session that is not. */
function ofAttachments(error: unknown): unknown {
  const isOne = error instanceof FailureError && error.failure.kind === 'notFound'
  return isOne ? new FailureError('invalid', `attachments: ${error.failure.message}`) : error
}
