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
import { roleWord, roomIn, sessionOfRoom, visitWith } from './healthRooms.ts'

const denied = { notFound: 'Access denied to this conversation' } as const

/** Place of a message: a visit, a room that stands for one, or whom it is for, which is the newest visit with them. */
const placeShape = { visitId: idField.optional(), roomId: idField.optional(), recipientId: idField.optional() }
interface Place {
  readonly visitId?: string | undefined
  readonly roomId?: string | undefined
  readonly recipientId?: string | undefined
}

async function visitOf(
  actions: Actions,
  connection: DialectConnection,
  { visitId, roomId, recipientId }: Place,
): Promise<string> {
  if (visitId !== undefined) return visitId
  if (roomId !== undefined) return await sessionOfRoom(actions, connection, roomId)
  if (recipientId !== undefined) return await visitWith(actions, connection, recipientId)
  throw new FailureError('invalid', 'visitId is required')
}

/** An uploaded file, by its id alone or as an object with it. */
const attachmentField = z
  .union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])
  .pipe(attachmentIdSchema)

/** A file elsewhere: it is kept as a line with its address, since the relay fetches nothing. */
const linkField = z
  .url({ protocol: /^https?$/ })
  .max(2_048)
  .transform((url) => ({ url }))

const metadataField = z
  .object({ replyToId: entryIdSchema.optional().catch(undefined) })
  .optional()
  .catch(undefined)

const sendPayload = z
  .object({
    ...placeShape,
    id: z.unknown().optional(),
    message: contentField.optional(),
    attachments: z
      .array(z.union([attachmentField, linkField]))
      .max(limits.attachmentsPerMessage)
      .default([]),
    type: messageTypeSchema.optional(),
    replyTo: entryIdSchema.optional(),
    metadata: metadataField,
  })
  .refine(({ message = '', attachments }) => hasVisibleText(message) || attachments.length > 0, {
    path: ['message'],
    message: contentRequired,
  })

const nowhere = { visitId: undefined, roomId: undefined, recipientId: undefined }
const idsField = z.union([idField.transform((id) => [id]), z.array(idField).min(1).max(limits.entriesPerPage)])
const receiptPayload = z.union([
  idField.transform((messageId) => ({ ...nowhere, ids: [messageId] })),
  z
    .object({ ...placeShape, messageId: idsField.optional(), messageIds: idsField.optional() })
    .transform(({ messageId, messageIds, ...place }) => ({ ...place, ids: messageIds ?? messageId })),
])

const cursorField = z.union([z.int().min(0), idField]).optional()
const historyPayload = z.union([
  idField.transform((visitId) => ({ ...nowhere, visitId, limit: 50, before: undefined, after: undefined })),
  z.object({
    ...placeShape,
    limit: z.int().min(1).max(limits.entriesPerPage).default(50),
    before: cursorField,
    after: cursorField,
  }),
])

const typingPayload = z.union([
  idField.transform((roomId) => ({ ...nowhere, roomId })),
  z.object(placeShape).refine((place) => Object.values(place).some((value) => value !== undefined), {
    message: roomNotFound,
  }),
])

/** Fields by other names, and others, that the published client has. */
function publishedFields({ body: { replyTo } }: MessageEntry) {
  return { status: 'sent' as const, ...(replyTo === undefined ? {} : { metadata: { replyToId: replyTo } }) }
}

function view(session: CachedSession, entry: MessageEntry, text: string, { isPublished }: DialectConnection) {
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
    ...(isPublished() ? publishedFields(entry) : {}),
  }
}

async function receipt(
  actions: Actions,
  connection: DialectConnection,
  how: 'delivered' | 'read',
  given: z.output<typeof receiptPayload>,
): Promise<object> {
  const { ids } = given
  const { ids: _, ...place } = given
  const isPlaced = Object.values(place).some((value) => value !== undefined)
  const visitId = isPlaced ? await visitOf(actions, connection, given) : undefined
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

/** Returns the place of the first message that was said at this instant or later; one beyond the newest where there is none. */
async function placeAt(
  actions: Actions,
  connection: DialectConnection,
  visitId: string,
  atMs: number,
): Promise<number> {
  const newestBefore = async (before: number | undefined) => {
    const { messages } = await actions.readHistory(connection, visitId, { before, limit: 1 })
    return messages[0]?.entry
  }
  const newest = await newestBefore(undefined)
  if (!newest || newest.at < atMs) return (newest?.seq ?? 0) + 1
  let [low, high] = [1, newest.seq]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const before = await newestBefore(middle)
    if (before && before.at >= atMs) high = Math.min(before.seq, middle - 1)
    else low = middle
  }
  return low
}

async function seqOf(
  actions: Actions,
  connection: DialectConnection,
  visitId: string,
  cursor: string | number | undefined,
  bound: 'before' | 'after',
): Promise<number | undefined> {
  if (cursor === undefined || typeof cursor === 'number') return cursor
  const atMs = /^\d{4}-\d{2}-\d{2}T/.test(cursor) ? Date.parse(cursor) : Number.NaN
  if (!Number.isNaN(atMs))
    return bound === 'before'
      ? await placeAt(actions, connection, visitId, atMs)
      : (await placeAt(actions, connection, visitId, atMs + 1)) - 1
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
    async (actions, connection, { message = '', attachments: given, ...more }) => {
      const to = await visitOf(actions, connection, more)
      const { id, type, replyTo = more.metadata?.replyToId } = more
      const links = given.flatMap((one) => (typeof one === 'string' ? [] : [one.url]))
      const { entry, session } = await actions.sendMessage(connection, to, {
        id,
        text: [message, ...links].filter((line) => line !== '').join('\n'),
        attachments: given.flatMap((one) => (typeof one === 'string' ? [one] : [])),
        ...(type === undefined ? {} : { type }),
        ...(replyTo === undefined ? {} : { replyTo }),
      })
      const sent = view(session, entry, entry.body.text, connection)
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
        before: await seqOf(actions, connection, visitId, before, 'before'),
        after: await seqOf(actions, connection, visitId, after, 'after'),
        limit,
      })
      const views = messages.map(({ entry, view: now }) => view(session, entry, now.text, connection))
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
    const message = view(session, entry, entry.body.text, to)
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
