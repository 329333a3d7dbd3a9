import { z } from 'zod'
import { callEndSchema, callIssueSchema, callTypeSchema } from '../../../src/shared/model/call.ts'
import { messageTypeSchema } from '../../../src/shared/model/entry.ts'
import { attachmentSchema } from '../../../src/shared/model/files/attachment.ts'
import { notificationPrioritySchema } from '../../../src/shared/model/notification.ts'
import { presenceStatusSchema } from '../../../src/shared/model/presence.ts'
import { connectionEvents } from '../table/connectionEvents.ts'
import { framesOf } from '../table/dialect.ts'

const timestamp = z.iso.datetime()

const inRoom = z.strictObject({ roomId: z.string().optional(), userId: z.string(), userName: z.string() })

const messageShape = {
  id: z.string(),
  visitId: z.string(),
  senderId: z.string(),
  senderName: z.string(),
  senderRole: z.string(),
  message: z.string(),
  type: messageTypeSchema,
  attachments: z.array(attachmentSchema).readonly(),
  timestamp,
  status: z.literal('sent').optional(),
  replyTo: z.string().optional(),
  metadata: z.strictObject({ replyToId: z.string() }).optional(),
}

const callShape = { callId: z.string(), visitId: z.string(), timestamp }

const presence = z.strictObject({
  userId: z.string(),
  status: presenceStatusSchema,
  isOnline: z.boolean().optional(),
  customStatus: z.string().optional(),
  lastSeen: timestamp.optional(),
})

const topics = z.strictObject({ topics: z.array(z.string()) })

/** Events to clients of the health platform. */
export const healthEvents = {
  ...connectionEvents,
  'room:userJoined': inRoom,
  'room:userLeft': inRoom,
  'message:new': z.strictObject({ ...messageShape, roomId: z.string().optional() }),
  'message:sent': z.strictObject(messageShape),
  'message:delivered': z.strictObject({
    messageId: z.string(),
    visitId: z.string(),
    userId: z.string(),
    timestamp,
  }),
  'message:read': z.strictObject({
    visitId: z.string(),
    userId: z.string(),
    messageId: z.string().optional(),
    messageIds: z.array(z.string()),
    timestamp,
  }),
  'typing:start': inRoom,
  'typing:stop': inRoom,
  'call:incoming': z.strictObject({
    ...callShape,
    callerId: z.string(),
    callerName: z.string(),
    callType: callTypeSchema,
  }),
  'call:accepted': z.strictObject({
    ...callShape,
    acceptedBy: z.string(),
    recipientId: z.string().optional(),
    elsewhere: z.boolean(),
  }),
  'call:rejected': z.strictObject({ ...callShape, rejectedBy: z.string(), reason: z.string().optional() }),
  'call:ended': z.strictObject({
    ...callShape,
    endedBy: z.string().optional(),
    reason: callEndSchema,
    duration: z.int().min(0),
  }),
  'call:missed': z.strictObject({ ...callShape, callerId: z.string() }),
  'call:signal': z.strictObject({
    callId: z.string(),
    senderId: z.string(),
    signalType: z.string(),
    signal: z.unknown(),
  }),
  'call:qualityIssue': z.strictObject({
    ...callShape,
    userId: z.string(),
    issue: callIssueSchema.optional(),
    issues: z.array(callIssueSchema),
  }),
  'presence:initial': z.strictObject({ presences: z.array(presence) }),
  'presence:changed': presence,
  'presence:statusUpdated': presence,
  'notification:new': z.strictObject({
    id: z.string(),
    type: z.string(),
    title: z.string(),
    message: z.string(),
    priority: notificationPrioritySchema,
    timestamp,
    read: z.boolean(),
    count: z.int().min(1),
    visitId: z.string().optional(),
    callId: z.string().optional(),
    topic: z.string().optional(),
  }),
  'notification:subscribed': topics,
  'notification:unsubscribed': topics,
}

export const healthFrame = framesOf<typeof healthEvents>()
