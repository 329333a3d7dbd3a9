import { z } from 'zod'
import { callIdSchema } from './call.ts'
import { instantMsSchema, sessionIdSchema } from './ids.ts'

export const notificationIdSchema = z.uuid().toLowerCase().brand<'NotificationId'>()
export type NotificationId = z.infer<typeof notificationIdSchema>

/** In rising order. */
export const notificationPrioritySchema = z.enum(['low', 'normal', 'high', 'urgent'])
export type NotificationPriority = z.infer<typeof notificationPrioritySchema>

/** `message`: messages came to a session; `missedCall`: calls of a session were not answered; `announcement`: what an administrator wrote. */
export const notificationKindSchema = z.enum(['message', 'missedCall', 'announcement'])
export type NotificationKind = z.infer<typeof notificationKindSchema>

/** Topic of announcements that can be subscribed to: 1 to 64 letters, digits or `_ . : -`. */
export const topicSchema = z
  .string()
  .regex(/^[\w.:-]{1,64}$/, 'a topic is 1 to 64 letters, digits or _ . : -')
  .brand<'Topic'>()
export type Topic = z.infer<typeof topicSchema>

/**
 * Notification for a user who was not there. `count` is the number of messages or calls that it stands for; `at` is when the last
 * of them came. Title and text of messages and calls are fixed words: they name no one and repeat nothing.
 */
export const notificationSchema = z.object({
  id: notificationIdSchema,
  kind: notificationKindSchema,
  priority: notificationPrioritySchema,
  title: z.string(),
  text: z.string(),
  count: z.int().min(1),
  at: instantMsSchema,
  read: z.boolean(),
  sessionId: sessionIdSchema.optional(),
  callId: callIdSchema.optional(),
  topic: topicSchema.optional(),
})
export type Notification = z.infer<typeof notificationSchema>
