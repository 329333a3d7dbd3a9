import { z } from 'zod'
import { connectionEvents } from '../table/connectionEvents.ts'
import { type Dialect, framesOf, has, oneRoomPerSession, up } from '../table/dialect.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'
import type { DialectUpdates, Frame } from '../table/dialectUpdates.ts'
import { dateOf, idField, idPayload } from '../table/fields.ts'
import { withNamedFiles } from '../table/withNamedFiles.ts'
import { contentOf, fieldsOf } from './opaqueContent.ts'
import { socketRoutes } from './socketRoutes.ts'
import { telemedicineRoutes } from './telemedicineRoutes.ts'

const roomOf = (sessionId: string) => `session:${sessionId}`

/** The id, also where a client names the room instead of the session. */
const sessionPayload = idPayload('sessionId', 'id', 'roomId').transform((id) => id.replace(/^session:(?=.)/, ''))
const sessionField = idField.transform((id) => id.replace(/^session:(?=.)/, ''))

const messagePayload = z.looseObject({ sessionId: sessionField })
const typingPayload = z.union([
  sessionField.transform((sessionId) => ({ sessionId, isTyping: true })),
  z
    .object({ sessionId: sessionField, isTyping: z.boolean().optional(), typing: z.boolean().optional() })
    .transform(({ sessionId, isTyping, typing = true }) => ({ sessionId, isTyping: isTyping ?? typing })),
])

const typed = z.strictObject({
  sessionId: z.string(),
  userId: z.string(),
  userName: z.string(),
  isTyping: z.boolean(),
})
const present = typed.omit({ isTyping: true })
const events = {
  ...connectionEvents,
  'chat-message': z.looseObject({
    id: z.string(),
    sessionId: z.string(),
    senderId: z.string(),
    senderName: z.string(),
    senderRole: z.string(),
    timestamp: z.iso.datetime(),
  }),
  'user-joined': present,
  'user-left': present,
  typing: typed,
}
const frame = framesOf<typeof events>()

const denied = { notFound: 'Access denied to this session' } as const

function chatMessage({ session, entry, isOwn }: DialectUpdates['message'], to: DialectConnection): readonly Frame[] {
  // The published client has drawn its own message by then, and would draw it twice.
  if (isOwn && to.isPublished()) return []
  const { text, contentEncoding } = entry.body
  const isOpaque = contentEncoding === 'encrypted'
  const content = isOpaque ? fieldsOf(text) : { message: withNamedFiles(entry.body, text) }
  const payload = {
    ...(isOpaque || !to.isPublished() ? {} : { encrypted: false }),
    ...content,
    id: entry.id,
    sessionId: session.record().id,
    senderId: entry.senderId,
    senderName: entry.senderName,
    senderRole: entry.senderRole,
    timestamp: dateOf(entry.at),
  }
  return [frame('chat-message', payload, isOpaque ? Object.keys(content) : [])]
}

const roomChange =
  (event: 'user-joined' | 'user-left') =>
  ({ session, userId, name, firstInSession }: DialectUpdates['joined']): readonly Frame[] =>
    firstInSession ? [frame(event, { sessionId: session.record().id, userId, userName: name })] : []

/** The dialect of telemedicine sessions: rooms `session:ID`; what its clients encrypt passes as it came. */
export const sessions: Dialect = {
  name: 'sessions',
  namespace: '/',
  isAssumed: false,
  rooms: oneRoomPerSession,
  alwaysSendsErrors: true,
  events,
  rest: { open: socketRoutes, guarded: telemedicineRoutes },
  speaks: (event, payload) => {
    if (event === 'typing') return has(payload, 'sessionId') ? 'certainly' : 'perhaps'
    return Object.hasOwn(sessions.up, event) ? 'certainly' : 'no'
  },
  up: {
    'join-session': up(
      sessionPayload,
      async (actions, connection, sessionId) => {
        await actions.join(connection, sessionId, { room: roomOf(sessionId) })
        return { sessionId }
      },
      denied,
    ),
    'leave-session': up(sessionPayload, async (actions, connection, sessionId) => {
      actions.leave(connection, { room: roomOf(sessionId) })
      return { sessionId }
    }),
    'chat-message': up(
      messagePayload,
      async (actions, connection, { sessionId, ...payload }) => {
        const { kind, text } = contentOf(payload)
        const contentEncoding = kind === 'encrypted' ? { contentEncoding: kind } : {}
        const { entry } = await actions.sendMessage(connection, sessionId, { id: payload.id, text, ...contentEncoding })
        return { id: entry.id, timestamp: dateOf(entry.at) }
      },
      denied,
    ),
    typing: up(
      typingPayload,
      async (actions, connection, { sessionId, isTyping }) => {
        await actions.setTyping(connection, sessionId, isTyping)
        return {}
      },
      denied,
    ),
  },
  down: {
    message: chatMessage,
    typing: ({ session, userId, name, isTyping }) => [
      frame('typing', { sessionId: session.record().id, userId, userName: name, isTyping }),
    ],
    joined: roomChange('user-joined'),
    left: roomChange('user-left'),
  },
}
