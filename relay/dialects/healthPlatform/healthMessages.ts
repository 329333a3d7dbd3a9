import { z } from 'zod'
import { messageTypeSchema } from '../../../src/shared/model/entry.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { attachmentIdSchema } from '../../../src/shared/model/files/attachment.ts'
import { entryIdSchema } from '../../../src/shared/model/ids.ts'
import { hasVisibleText } from '../../../src/shared/model/text/visibleText.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import type { CachedSession } from '../../sessions/cache/cachedSession.ts'
import type { Actions } from '../table/actions.ts'
import type { Dialect, Down } from '../table/dialect.ts'
import { type DialectConnection, sessionsOf } from '../table/dialectConnection.ts'
import type { DialectUpdates, Frame, MessageEntry } from '../table/dialectUpdates.ts'
import { contentField, contentRequired, dateOf, idField } from '../table/fields.ts'
import { healthFrame } from './healthEvents.ts'
import { healthRow, roomNotFound } from './healthFields.ts'
import { roleWord, roomIn, sessionOfRoom } from './healthRooms.ts'

const denied = { notFound: 'Access denied to this conversation' } as const

/** Place of a message: a visit, or a room that stands for one. */
const placeShape = { visitId: idField.optional(), roomId: idField.optional() }

async function visitOf(
  actions: Actions,
  connection: DialectConnection,
  { visitId, roomId }: { readonly visitId?: string | undefined; readonly roomId?: string | undefined },
): Promise<string> {
  if (visitId !== undefined) return visitId
  if (roomId === undefined) throw new FailureError('invalid', 'visitId is required')
  return await sessionOfRoom(actions, connection, roomId)
}

/** An uploaded file, by its id alone or as an object with it. */
const attachmentField = z
  .union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])
  .pipe(attachmentIdSchema)

const sendPayload = z
  .object({
    ...placeShape,
    id: z.unknown().optional(),
    message: contentField.optional(),
    attachments: z.array(attachmentField).max(limits.attachmentsPerMessage).default([]),
    type: messageTypeSchema.optional(),
    replyTo: entryIdSchema.optional(),
  })
  .refine(({ message = '', attachments }) => hasVisibleText(message) || attachments.length > 0, {
    path: ['message'],
    message: contentRequired,
  })

const idsField = z.union([idField.transform((id) => [id]), z.array(idField).min(1).max(limits.entriesPerPage)])
const receiptPayload = z.union([
  idField.transform((messageId) => ({ visitId: undefined, roomId: undefined, ids: [messageId] })),
  z
    .object({ ...placeShape, messageId: idsField.optional(), messageIds: idsField.optional() })
    .transform(({ visitId, roomId, messageId, messageIds }) => ({ visitId, roomId, ids: messageIds ?? messageId })),
])

const cursorField = z.union([z.int().min(0), idField]).optional()
const historyPayload = z.union([
  idField.transform((visitId) => ({ visitId, roomId: undefined, limit: 50, before: undefined, after: undefined })),
  z.object({
    ...placeShape,
    limit: z.int().min(1).max(limits.entriesPerPage).default(50),
    before: cursorField,
    after: cursorField,
  }),
])

const typingPayload = z.union([
  idField.transform((roomId) => ({ roomId, visitId: undefined })),
  z.object(placeShape).refine(({ roomId, visitId }) => roomId !== undefined || visitId !== undefined, {
    message: roomNotFound,
  }),
])

function view(session: CachedSession, entry: MessageEntry, text: string) {
  return {
    id: entry.id,
    visitId: session.record().id,
    senderId: entry.senderId,
    senderName: entry.senderName,
    senderRole: roleWord(entry.senderRole),
    message: text,
    type: entry.body.type,
    attachments: entry.body.attachments ?? [],
    timestamp: dateOf(entry.at),
    ...(entry.body.replyTo === undefined ? {} : { replyTo: entry.body.replyTo }),
  }
}

async function receipt(
  actions: Actions,
  connection: DialectConnection,
  how: 'delivered' | 'read',
  given: z.output<typeof receiptPayload>,
): Promise<object> {
  const { ids } = given
  const visitId =
    given.visitId === undefined && given.roomId === undefined ? undefined : await visitOf(actions, connection, given)
  if (ids === undefined) {
    if (visitId === undefined) throw new FailureError('invalid', 'visitId or messageIds is required')
    await actions.advanceReceipt(connection, visitId, how)
    return { visitId }
  }
  const found = await actions.findMessages(connection, ids, visitId)
  const newest = Map.groupBy(found, ({ sessionId }) => sessionId)
  for (const [sessionId, messages] of newest)
    await actions.advanceReceipt(connection, sessionId, how, Math.max(...messages.map(({ seq }) => seq)))
  return { messageIds: ids }
}

async function seqOf(
  actions: Actions,
  connection: DialectConnection,
  visitId: string,
  cursor: string | number | undefined,
): Promise<number | undefined> {
  if (cursor === undefined || typeof cursor === 'number') return cursor
  const seq = Number(cursor)
  return Number.isSafeInteger(seq) && seq >= 0 ? seq : (await actions.findMessage(connection, cursor, visitId)).seq
}

const typingRow = (isTyping: boolean) =>
  healthRow(
    typingPayload,
    async (actions, connection, place) => {
      const visitId = await visitOf(actions, connection, place)
      await actions.setTyping(connection, visitId, isTyping)
      return {}
    },
    { notFound: 'Access denied to this room' },
  )

export const messageRows: Dialect['up'] = {
  'message:send': healthRow(
    sendPayload,
    async (actions, connection, { visitId, roomId, message = '', ...more }) => {
      const to = await visitOf(actions, connection, { visitId, roomId })
      const { id, attachments, type, replyTo } = more
      const { entry, session } = await actions.sendMessage(connection, to, {
        id,
        text: message,
        attachments,
        ...(type === undefined ? {} : { type }),
        ...(replyTo === undefined ? {} : { replyTo }),
      })
      const sent = view(session, entry, entry.body.text)
      // A sender in a room of it gets its own message in turn, between those of the others.
      if (!sessionsOf(connection).has(session.record().id)) connection.send(healthFrame('message:sent', sent))
      return { message: sent }
    },
    denied,
  ),
  'message:received': healthRow(
    receiptPayload,
    (actions, connection, given) => receipt(actions, connection, 'delivered', given),
    denied,
  ),
  'message:read': healthRow(
    receiptPayload,
    (actions, connection, given) => receipt(actions, connection, 'read', given),
    denied,
  ),
  'message:history': healthRow(
    historyPayload,
    async (actions, connection, { limit, before, after, ...place }) => {
      const visitId = await visitOf(actions, connection, place)
      const { messages, session } = await actions.readHistory(connection, visitId, {
        before: await seqOf(actions, connection, visitId, before),
        after: await seqOf(actions, connection, visitId, after),
        limit,
      })
      const views = messages.map(({ entry, view: now }) => view(session, entry, now.text))
      return { visitId, messages: views, hasMore: messages.length === limit }
    },
    denied,
  ),
  'typing:start': typingRow(true),
  'typing:stop': typingRow(false),
}

function read({ session, userId, messages, atMs }: DialectUpdates['read']): readonly Frame[] {
  const messageIds = messages.map(({ id }) => id)
  const newest = messageIds.at(-1)
  const payload = {
    visitId: session.record().id,
    userId,
    ...(newest === undefined ? {} : { messageId: newest }),
    messageIds,
    timestamp: dateOf(atMs),
  }
  return [healthFrame('message:read', payload)]
}

export const messageDown: Down = {
  message: ({ session, entry, isOwn }, to) => {
    const message = view(session, entry, entry.body.text)
    return isOwn
      ? [healthFrame('message:sent', message)]
      : [healthFrame('message:new', { ...message, roomId: roomIn(to, session) })]
  },
  typing: ({ session, userId, name, isTyping }, to) => [
    healthFrame(isTyping ? 'typing:start' : 'typing:stop', { roomId: roomIn(to, session), userId, userName: name }),
  ],
  delivered: ({ session, userId, messages, atMs }, to) =>
    messages
      .filter(({ senderId }) => senderId === to.principal.userId)
      .map(({ id: messageId }) =>
        healthFrame('message:delivered', { messageId, visitId: session.record().id, userId, timestamp: dateOf(atMs) }),
      ),
  read,
}
