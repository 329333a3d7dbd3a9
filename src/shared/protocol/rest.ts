import { z } from 'zod'
import { contentEncodingSchema, messageTypeSchema } from '../model/entry.ts'
import { attachmentIdSchema, attachmentSchema } from '../model/files/attachment.ts'
import {
  deviceIdSchema,
  entryIdSchema,
  instantMsSchema,
  seqSchema,
  sessionIdSchema,
  upToSchema,
  userIdSchema,
} from '../model/ids.ts'
import { reactionSummarySchema } from '../model/messageView.ts'
import { roleSchema } from '../model/role.ts'
import { patientSchema, sessionKindSchema, sessionSchema } from '../model/session.ts'
import { hasVisibleText } from '../model/text/visibleText.ts'
import { threadSchema } from '../model/thread.ts'
import { limits } from './limits.ts'
import { emptyMessage, hasSomethingToSee, messageContent } from './message.ts'

/**
 * Body of `POST /api/auth/login`. `email` also takes the user id. `deviceId` is the installation that asks, if it has one: a device
 * that its user has signed in on before is not held up by what others try elsewhere.
 */
export const loginSchema = z.object({
  email: z.string().min(1).max(320),
  password: z.string().min(1).max(1024),
  deviceId: deviceIdSchema.optional(),
})

/**
 * A pair of tokens: `token` for requests until `expiresAt`, `refreshToken` once, for the next pair. `now`: the relay's clock; relays of version 4 and
 * before leave it out.
 */
export const tokensSchema = z.object({
  token: z.string(),
  refreshToken: z.string(),
  expiresAt: instantMsSchema,
  now: instantMsSchema.optional(),
  user: z.object({ id: userIdSchema, name: z.string(), role: roleSchema }),
})
export type Tokens = z.infer<typeof tokensSchema>

/** Body of `POST /api/auth/refresh` and `POST /api/auth/logout`. */
export const refreshSchema = z.object({ refreshToken: z.string().min(1).max(4096) })

const clockTimeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is HH:MM')

/** Whether a column of every database gives a text back as it was given. */
const isKeptWhole = (text: string) => !/[\0\p{Cs}]/u.test(text)

/** Body of `PUT /api/users/:id` (administrators). A field that is left out keeps its value. */
export const userPutSchema = z.object({
  name: z
    .string()
    .max(200)
    .refine(hasVisibleText, 'a name has something to see in it')
    .refine(isKeptWhole, 'a name has no NUL and no half of a character in it'),
  role: roleSchema,
  email: z.email().max(320).optional(),
  password: z.string().min(8).max(1024).optional(),
  timeZone: z.string().max(64).optional(),
  schedule: z
    .array(z.object({ dayOfWeek: z.int().min(0).max(6), start: clockTimeSchema, end: clockTimeSchema }))
    .max(100)
    .optional(),
})
export type UserPut = z.infer<typeof userPutSchema>

/** Body of `PUT /api/sessions/:id` (administrators). */
export const sessionPutSchema = z.object({
  kind: sessionKindSchema,
  participants: z.array(z.object({ userId: userIdSchema, role: roleSchema })).max(500),
  active: z.boolean().optional(),
  expiresAt: instantMsSchema.optional(),
  patient: patientSchema
    .refine(({ name }) => hasVisibleText(name), { path: ['name'], error: 'a name has something to see in it' })
    .optional(),
})
export type SessionPut = z.infer<typeof sessionPutSchema>

/** The principal's sessions, each with how many messages of others the principal has not read; a thread that is not theirs is missing. */
export const sessionsAnswerSchema = z.object({
  sessions: z.array(
    sessionSchema.extend({ unread: z.object({ care: z.int().min(0), staff: z.int().min(0).optional() }) }),
  ),
})

/** Query of `GET /api/sessions/:id/messages`: after or before a `seq`, at most `limit` messages, of one thread. */
export const messagesQuerySchema = z.object({
  after: z.coerce.number().pipe(upToSchema).optional(),
  before: z.coerce.number().pipe(seqSchema).optional(),
  limit: z.coerce.number().pipe(z.int().min(1).max(limits.entriesPerPage)).default(50),
  thread: threadSchema.default('care'),
})

export const restMessageSchema = z.object({
  id: entryIdSchema,
  sessionId: sessionIdSchema,
  thread: threadSchema,
  seq: seqSchema,
  senderId: userIdSchema,
  senderName: z.string(),
  senderRole: roleSchema,
  type: messageTypeSchema,
  /** The newest version; empty once redacted. */
  text: z.string(),
  contentEncoding: contentEncodingSchema.optional(),
  attachments: z.array(attachmentSchema).optional(),
  replyTo: entryIdSchema.optional(),
  at: instantMsSchema,
  editedAt: instantMsSchema.optional(),
  redacted: z.literal(true).optional(),
  reactions: z.array(reactionSummarySchema).optional(),
})
export const messagesAnswerSchema = z.object({ messages: z.array(restMessageSchema) })

/** All texts that a message has had, the original first; empty after a redaction. */
export const versionsAnswerSchema = z.object({
  versions: z.array(z.object({ text: z.string(), at: instantMsSchema })),
})

/** Body of `POST /api/sessions/:id/messages`. Without an `id` the relay makes one, and a retry is a new message. */
export const messagePostSchema = z
  .object({
    id: entryIdSchema.optional(),
    thread: threadSchema.default('care'),
    ...messageContent,
  })
  .refine(hasSomethingToSee, emptyMessage)
export const messagePostAnswerSchema = z.object({ id: entryIdSchema, seq: seqSchema, at: instantMsSchema })

/** Body of `POST /api/sessions/:id/attachments`: what is going to be uploaded. */
export const attachmentPostSchema = z.object({
  thread: threadSchema.default('care'),
  name: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^\p{Cc}\p{Cs}/\\]+$/u, 'a file name has no path and no control characters')
    .refine(hasVisibleText, 'a file name has something to see in it'),
  bytes: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'the SHA-256 of the content, in lower case hex'),
})
export type AttachmentPost = z.infer<typeof attachmentPostSchema>

/** Progress of an upload; `attachment` once it is whole and was accepted. */
export const uploadStateSchema = z.object({
  id: attachmentIdSchema,
  offset: z.int().min(0),
  bytes: z.int().min(1),
  attachment: attachmentSchema.optional(),
})

/** The paths of the REST interface that the console uses. `sync`, `log`, `find` and `watermarks` take the bodies of the socket's requests. */
export const restPaths = {
  login: '/api/auth/login',
  refresh: '/api/auth/refresh',
  logout: '/api/auth/logout',
  sync: '/api/sync',
  log: '/api/log',
  find: '/api/find',
  watermarks: '/api/watermarks',
  clinic: '/api/clinic',
  messages: (sessionId: string) => `/api/sessions/${encodeURIComponent(sessionId)}/messages`,
} as const
