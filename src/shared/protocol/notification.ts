import { z } from 'zod'
import { instantMsSchema, userIdSchema } from '../model/ids.ts'
import {
  notificationIdSchema,
  notificationPrioritySchema,
  notificationSchema,
  topicSchema,
} from '../model/notification.ts'
import { roleSchema } from '../model/role.ts'
import { hasVisibleText } from '../model/text/visibleText.ts'
import { acknowledgement } from './acknowledgement.ts'
import { limits } from './limits.ts'

/** A cursor of notifications: an id alone is no place in their order. */
export function hasPlaceOfId({ before, beforeId }: { before?: unknown; beforeId?: unknown }): boolean {
  return beforeId === undefined || before !== undefined
}
export const placeOfIdMissing = { path: ['beforeId'], error: 'goes with before, the instant of the same notification' }

/**
 * Asks for the principal's notifications, newest first: those before an instant, or from the newest; only unread ones if so asked. With
 * the id of the last one that is known beside its instant, those of the same instant that come after it too.
 */
const notificationListSchema = z
  .object({
    before: instantMsSchema.optional(),
    beforeId: notificationIdSchema.optional(),
    limit: z.int().min(1).max(limits.notificationsPerPage).default(50),
    unreadOnly: z.boolean().default(false),
  })
  .refine(hasPlaceOfId, placeOfIdMissing)
export const notificationListAckSchema = acknowledgement({
  items: z.array(notificationSchema),
  unreadCount: z.int().min(0),
})

const notificationReadSchema = z.object({ notificationId: notificationIdSchema })
export const notificationReadAckSchema = acknowledgement({ unreadCount: z.int().min(0) })

const notificationReadAllSchema = z.object({})
export const notificationReadAllAckSchema = acknowledgement({ markedCount: z.int().min(0) })

/** Topics whose announcements the principal wants, or wants no more. The answer is all topics that are then subscribed to. */
const notificationTopicsSchema = z.object({
  topics: z.array(topicSchema).min(1).max(limits.topicsPerUser),
})
const notificationTopicsAckSchema = acknowledgement({ topics: z.array(topicSchema) })

/** Notifications that are new, or stand for more than before, for every device; on connect those that are unread. */
const notificationNewSchema = z.object({
  items: z.array(notificationSchema),
  unreadCount: z.int().min(0),
})

/** Notifications that were read, on this device or another; all of them when `ids` is missing. */
const notificationWasReadSchema = z.object({
  ids: z.array(notificationIdSchema).optional(),
  unreadCount: z.int().min(0),
})

/**
 * Body of `POST /api/notifications` (administrators): an announcement to users, about a topic if one is given, or to the
 * subscribers of a topic, of these roles alone if any are given. Its words are the administrator's, and must hold nothing clinical.
 */
export const announcementSchema = z.object({
  to: z.union([
    z.object({ userIds: z.array(userIdSchema).min(1).max(limits.announcedUsers), topic: topicSchema.optional() }),
    z.object({ topic: topicSchema, roles: z.array(roleSchema).min(1).optional() }),
  ]),
  priority: notificationPrioritySchema.default('normal'),
  title: z.string().max(limits.announcementTitleLength).refine(hasVisibleText, 'the title is empty'),
  text: z.string().max(limits.announcementTextLength).refine(hasVisibleText, 'the text is empty'),
})
export type Announcement = z.output<typeof announcementSchema>
export const announcementAnswerSchema = z.object({ notifiedCount: z.int().min(0) })

export const notificationUp = {
  'notification:list': { payload: notificationListSchema, ack: notificationListAckSchema },
  'notification:read': { payload: notificationReadSchema, ack: notificationReadAckSchema },
  'notification:readAll': { payload: notificationReadAllSchema, ack: notificationReadAllAckSchema },
  'notification:subscribe': { payload: notificationTopicsSchema, ack: notificationTopicsAckSchema },
  'notification:unsubscribe': { payload: notificationTopicsSchema, ack: notificationTopicsAckSchema },
} as const

export const notificationDown = {
  'notification:new': notificationNewSchema,
  'notification:read': notificationWasReadSchema,
} as const
