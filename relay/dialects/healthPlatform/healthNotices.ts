import { z } from 'zod'
import { userIdSchema } from '../../../src/shared/model/ids.ts'
import type { Notification } from '../../../src/shared/model/notification.ts'
import { notificationIdSchema, topicSchema } from '../../../src/shared/model/notification.ts'
import { customStatusSchema, type Presence } from '../../../src/shared/model/presence.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import type { Dialect } from '../table/dialect.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'
import type { Frame } from '../table/dialectUpdates.ts'
import { dateOf, idField } from '../table/fields.ts'
import { healthFrame } from './healthEvents.ts'
import { healthRow } from './healthFields.ts'

const userIdsField = z.array(idField.pipe(userIdSchema)).max(limits.watchedUsers)
const userIdsPayload = z.union([
  userIdsField.transform((userIds) => ({ userIds })),
  z.object({ userIds: userIdsField }),
  idField.pipe(userIdSchema).transform((userId) => ({ userIds: [userId] })),
])
const statusPayload = z.object({
  status: z.enum(['online', 'away', 'busy', 'in_call']),
  customStatus: customStatusSchema.nullable().optional(),
})
const readPayload = z.union([
  notificationIdSchema.transform((notificationId) => ({ notificationId })),
  z.object({ notificationId: notificationIdSchema }),
])
const topicsField = z.array(topicSchema).min(1).max(limits.topicsPerUser)
const topicsPayload = z.union([
  topicsField.transform((topics) => ({ topics })),
  topicSchema.transform((topic) => ({ topics: [topic] })),
  z.object({ topics: topicsField }),
])
const nothing = z.unknown()

export function viewPresence(
  { userId, status, customStatus, lastSeenAt }: Presence,
  { isPublished }: DialectConnection,
) {
  return {
    userId,
    status,
    ...(isPublished() ? { isOnline: status !== 'offline' } : {}),
    ...(customStatus === undefined ? {} : { customStatus }),
    ...(lastSeenAt === undefined ? {} : { lastSeen: dateOf(lastSeenAt) }),
  }
}

const kindWords = { message: 'message', missedCall: 'missed_call' } as const

function viewNotification(notification: Notification) {
  const { id, kind, title, text, priority, at, read, count, sessionId, callId, topic } = notification
  // What an announcement is about is for whoever makes it to name.
  const type = kind === 'announcement' ? (topic ?? kind) : kindWords[kind]
  return {
    ...{ id, type, title, message: text, priority, timestamp: dateOf(at), read, count },
    ...(sessionId === undefined ? {} : { visitId: sessionId }),
    ...(callId === undefined ? {} : { callId }),
    ...(topic === undefined ? {} : { topic }),
  }
}

export function notificationFrames(items: readonly Notification[]): readonly Frame[] {
  return items.map((item) => healthFrame('notification:new', viewNotification(item)))
}

/** Presence and notifications of the health platform. */
export const noticeRows: Dialect['up'] = {
  'presence:get': healthRow(userIdsPayload, async ({ presence }, connection, { userIds }) => ({
    presences: (await presence.of(connection.principal, userIds)).map((one) => viewPresence(one, connection)),
  })),
  'presence:setStatus': healthRow(statusPayload, async ({ presence }, connection, { status, customStatus }) => {
    const { principal, id } = connection
    await presence.set(principal, id, { status, ...(customStatus === undefined ? {} : { customStatus }) })
    const payload = { userId: principal.userId, status, ...(customStatus ? { customStatus } : {}) }
    connection.send(healthFrame('presence:statusUpdated', payload))
    return payload
  }),
  'presence:subscribe': healthRow(userIdsPayload, async ({ presence }, connection, { userIds }) => {
    // Its clients subscribe once, and the document has no event that would make them subscribe again.
    const watched = await presence.watch(connection.principal, connection.id, userIds, Number.POSITIVE_INFINITY)
    const presences = watched.presences.map((one) => viewPresence(one, connection))
    connection.send(healthFrame('presence:initial', { presences }))
    return { presences }
  }),
  'notification:read': healthRow(
    readPayload,
    ({ notifications }, { principal, id }, { notificationId }) =>
      notifications.read({ ...principal, device: id }, notificationId),
    { form: 'Notification not found', notFound: 'Notification not found' },
  ),
  'notification:readAll': healthRow(nothing, ({ notifications }, { principal, id }) =>
    notifications.readAll({ ...principal, device: id }),
  ),
  'notification:getUnreadCount': healthRow(nothing, async ({ notifications }, { principal }) => ({
    unreadCount: await notifications.unreadCount(principal),
  })),
  'notification:subscribe': healthRow(topicsPayload, async ({ notifications }, connection, { topics }) => {
    await notifications.subscribe(connection.principal, topics)
    connection.send(healthFrame('notification:subscribed', { topics }))
    return { topics }
  }),
  'notification:unsubscribe': healthRow(topicsPayload, async ({ notifications }, connection, { topics }) => {
    await notifications.unsubscribe(connection.principal, topics)
    connection.send(healthFrame('notification:unsubscribed', { topics }))
    return { topics }
  }),
}
