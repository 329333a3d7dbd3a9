import { z } from 'zod'
import { instantMsSchema, userIdSchema } from '../model/ids.ts'
import {
  notificationIdSchema,
  notificationPrioritySchema,
  notificationSchema,
  topicSchema,
} from '../model/notification.ts'
import { roleSchema } from '../model/role.ts'
import { acknowledgement } from './acknowledgement.ts'
import { limits } from './limits.ts'

/** Asks for the asker's notifications, newest first: those before an instant, or from the newest; only unread ones if so asked. */
export const notificationListSchema = z.object({
  before: instantMsSchema.optional(),
  limit: z.int().min(1).max(limits.notificationsPerPage).default(50),
  unreadOnly: z.boolean().default(false),
})
export const notificationListAckSchema = acknowledgement({
  items: z.array(notificationSchema),
  unreadCount: z.int().min(0),
})

export const notificationReadSchema = z.object({ notificationId: notificationIdSchema })
export const notificationReadAckSchema = acknowledgement({ unreadCount: z.int().min(0) })

export const notificationReadAllSchema = z.object({})
export const notificationReadAllAckSchema = acknowledgement({ markedCount: z.int().min(0) })

/** Topics whose announcements the asker wants, or wants no more. The answer is all topics that are then subscribed to. */
export const notificationTopicsSchema = z.object({
  topics: z.array(topicSchema).min(1).max(limits.topicsPerUser),
})
export const notificationTopicsAckSchema = acknowledgement({ topics: z.array(topicSchema) })

/** Notifications that are new, or stand for more than before, for every device; on connect those that are unread. */
export const notificationNewSchema = z.object({
  items: z.array(notificationSchema),
  unreadCount: z.int().min(0),
})

/** Notifications that were read, on this device or another; all of them when `ids` is missing. */
export const notificationWasReadSchema = z.object({
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
  title: z.string().trim().min(1).max(limits.announcementTitleLength),
  text: z.string().trim().min(1).max(limits.announcementTextLength),
})
export type Announcement = z.output<typeof announcementSchema>
export const announcementAnswerSchema = z.object({ notifiedCount: z.int().min(0) })
