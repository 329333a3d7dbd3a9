import { z } from 'zod'
import { failureSchema } from '../model/failure.ts'
import { entryIdSchema, instantMsSchema, sessionIdSchema, userIdSchema } from '../model/ids.ts'
import { presenceSchema } from '../model/presence.ts'
import { roleSchema } from '../model/role.ts'
import { sessionSchema } from '../model/session.ts'
import { threadSchema } from '../model/thread.ts'

/**
 * Who is at this console. `signedOut` may name the relay and user of the last time, to fill the form. `expired`: the data is
 * open and can be worked on, but nothing is sent until the person signs in again.
 */
export const accountSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('signedOut'), relayUrl: z.string().nullable(), failure: failureSchema.nullable() }),
  z.object({
    state: z.literal('signedIn'),
    relayUrl: z.string(),
    userId: userIdSchema,
    name: z.string(),
    role: roleSchema,
  }),
  z.object({
    state: z.literal('expired'),
    relayUrl: z.string(),
    userId: userIdSchema,
    name: z.string(),
    role: roleSchema,
  }),
])
export type Account = z.infer<typeof accountSchema>

/**
 * The connection as it is. `live`: over the socket; `polling`: over REST; `catchingUp`: connected, still fetching what was
 * missed; `offline`: neither. `since`: when this mode began. `lastAcknowledgedAt`: when the relay last answered anything.
 */
export const linkSchema = z.object({
  mode: z.enum(['live', 'catchingUp', 'polling', 'connecting', 'offline']),
  since: instantMsSchema,
  lastAcknowledgedAt: instantMsSchema.nullable(),
  failure: failureSchema.nullable(),
})
export type Link = z.infer<typeof linkSchema>

/** A session as the list and the tabs need it: the relay's view and what this console knows besides. */
export const sessionSummarySchema = sessionSchema.extend({
  owedSince: instantMsSchema.nullable(),
  unread: z.object({ care: z.int().min(0), staff: z.int().min(0) }),
  queuedReplies: z.int().min(0),
  failedReplies: z.int().min(0),
  lastActivityAt: instantMsSchema,
  /** The newest care message, shortened to one line. */
  preview: z.object({ senderId: userIdSchema, text: z.string(), at: instantMsSchema }).nullable(),
  /** Texts begun and not sent; an empty string is no draft. */
  drafts: z.object({ care: z.string(), staff: z.string() }),
})
export type SessionSummary = z.infer<typeof sessionSummarySchema>

/** An own message that the relay has not acknowledged: it waits its turn, or was refused for good and parked. */
export const pendingMessageSchema = z.object({
  id: entryIdSchema,
  sessionId: sessionIdSchema,
  thread: threadSchema,
  text: z.string(),
  replyTo: entryIdSchema.optional(),
  queuedAt: instantMsSchema,
  attempts: z.int().min(0),
  state: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('queued') }),
    z.object({ kind: z.literal('failed'), failure: failureSchema }),
  ]),
})
export type PendingMessage = z.infer<typeof pendingMessageSchema>

/** Who types in a thread now; an empty list is nobody. */
export const typingNoticeSchema = z.object({
  sessionId: sessionIdSchema,
  thread: threadSchema,
  people: z.array(z.object({ userId: userIdSchema, name: z.string() })),
})
export type TypingNotice = z.infer<typeof typingNoticeSchema>

export const settingsSchema = z.object({
  colourScheme: z.enum(['system', 'light', 'dark']),
})
export type Settings = z.infer<typeof settingsSchema>

/** What is open and where: the renderer's own layout, kept as it is, null before the first. */
export const workspaceSchema = z.json()
export type Workspace = z.infer<typeof workspaceSchema>

/** Everything the renderer needs to draw its first screen; afterwards the events keep it true. */
export const consoleStateSchema = z.object({
  account: accountSchema,
  link: linkSchema,
  sessions: z.array(sessionSummarySchema),
  pending: z.array(pendingMessageSchema),
  typing: z.array(typingNoticeSchema),
  presence: z.array(presenceSchema),
  settings: settingsSchema,
  workspace: workspaceSchema,
  /** What is wrong with this workstation (a full disk, a key that is lost), until it is mended. */
  trouble: failureSchema.nullable(),
})
export type ConsoleState = z.infer<typeof consoleStateSchema>
