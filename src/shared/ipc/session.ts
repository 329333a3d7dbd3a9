import { z } from 'zod'
import { messagePreviewSchema } from '../model/digest/messagePreview.ts'
import { foundMessageSchema, sessionFindSchema } from '../model/digest/sessionFind.ts'
import { raisedFlagSchema } from '../model/flags/flagList.ts'
import { entryIdSchema, instantMsSchema, sessionIdSchema, upToSchema } from '../model/ids.ts'
import { laterSchema, mostLaterReason } from '../model/later.ts'
import { patientLinkSchema } from '../model/patientLink.ts'
import { recordHashSchema, recordHeaderSchema, recordLinkSchema } from '../model/record/sessionRecord.ts'
import { mostSearchText } from '../model/search/searchQuery.ts'
import { sessionSchema } from '../model/session.ts'
import { hasVisibleText } from '../model/text/visibleText.ts'
import { threadSchema } from '../model/thread.ts'
import { reachedStepSchema, watermarkSchema } from '../model/watermark.ts'
import { nothing } from './inputs.ts'

/** `steps`: the newest of those that were watched as they happened, newest first. */
const reachedSchema = watermarkSchema.extend({ steps: z.array(reachedStepSchema) })

/** A session as the list and the tabs need it: the relay's view and what this console knows besides. */
export const sessionSummarySchema = sessionSchema.extend({
  /** False of one that was only visited, and goes with its tab: no list shows it. */
  isListed: z.boolean(),
  /** Since when a reply is owed; null as well where it is put off. */
  owedSince: instantMsSchema.nullable(),
  /** By what it is put off now, or needs no answer; missing where it is not. `isQueued`: the relay has not answered for it. */
  later: laterSchema.extend({ isQueued: z.boolean() }).optional(),
  /** Place of the newest care message, or of a later edit by the patient. */
  saidUpTo: upToSchema,
  /** Everything that waits for an answer. `isWhole`: false where only a part of it is on this console, and was looked through. */
  owed: z.object({ turns: z.int().min(0), flags: z.array(raisedFlagSchema), isWhole: z.boolean() }),
  /** Counted up to `mostUnreadCounted`. */
  unread: z.object({ care: z.int().min(0), staff: z.int().min(0) }),
  queuedReplies: z.int().min(0),
  failedReplies: z.int().min(0),
  lastActivityAt: instantMsSchema,
  /** The newest care message. */
  preview: messagePreviewSchema.nullable(),
  /** The furthest that this person's messages in each thread have ever come with all their recipients. */
  reached: z.object({ care: reachedSchema, staff: reachedSchema }),
  /** Texts begun and not sent; an empty string is no draft. */
  drafts: z.object({ care: z.string(), staff: z.string() }),
})
export type SessionSummary = z.infer<typeof sessionSummarySchema>

/** A session that was found at the relay, and may not be among those that are listed. */
export const foundSessionSchema = sessionSchema.omit({ watermarks: true, heads: true, later: true }).extend({
  lastActivityAt: instantMsSchema,
  preview: messagePreviewSchema.nullable(),
  messages: z.array(foundMessageSchema),
})
export type FoundSession = z.infer<typeof foundSessionSchema>

/** A message that was found on this workstation. `marks`: the parts of the excerpt that were looked for, in UTF-16 units. */
const foundEntrySchema = foundMessageSchema.extend({
  sessionId: sessionIdSchema,
  senderName: z.string(),
  marks: z.array(z.object({ from: z.int().min(0), to: z.int().min(0) })),
})
export type FoundEntry = z.infer<typeof foundEntrySchema>

export const sessionCommands = {
  /** The newest link of each patient of a session that was given one; `forbidden` for who may not invite. */
  readLinks: {
    input: z.object({ sessionId: sessionIdSchema }),
    output: z.object({ links: z.array(patientLinkSchema) }),
  },
  /** Looks for sessions at the relay, open and closed, as far as the person may see; `offline` where it cannot be asked. */
  findSessions: {
    input: sessionFindSchema,
    output: z.object({ items: z.array(foundSessionSchema), page: z.string().optional() }),
  },
  /**
   * Looks through the messages that this workstation holds, newest first; see `readQuery` for the text, which is refused with `invalid` where it
   * cannot be read. `page` is that of the answer before, and missing in the last. `isWhole`: false while messages are still being taken into the
   * index of words; they are not found.
   */
  searchEntries: {
    input: z.object({
      text: z.string().max(mostSearchText),
      page: z
        .string()
        .regex(/^\d{1,16}$/)
        .optional(),
    }),
    output: z.object({ items: z.array(foundEntrySchema), page: z.string().optional(), isWhole: z.boolean() }),
  },
  /** Fetches a session that may not be listed, for a tab of it; it is among the sessions until that is closed. Refused with `notFound`. */
  visitSession: { input: z.object({ sessionId: sessionIdSchema }), output: nothing },
  /**
   * Begins the record of a session as it is now: its header, and the hash that its chain starts with. `offline` names what lacks where the relay
   * cannot be reached; `forbidden` for the staff thread of who may not see it.
   */
  exportSession: {
    input: z.object({ sessionId: sessionIdSchema, threads: z.array(threadSchema).min(1).max(2) }),
    output: z.object({ header: recordHeaderSchema, start: recordHashSchema }),
  },
  /**
   * The next links of a record, at most 1 MiB of them: those after so many `links`, of which the last has this `hash`. Nothing is kept between two
   * parts. After the last link there are none, once nothing of the record was taken back while it was made; else `conflict`.
   */
  readRecord: {
    input: z.object({ header: recordHeaderSchema, after: z.object({ links: z.int().min(0), hash: recordHashSchema }) }),
    output: z.object({ links: z.array(recordLinkSchema) }),
  },
  /**
   * Puts a session off until a time (relay time, ms; null: it needs no answer), or with null takes it up again. `upTo` is `saidUpTo` of what the person
   * saw when they decided: what came since ends it at once. Durable when it returns, without a line too. Refused with `notFound`, `forbidden` or `invalid`.
   */
  setLater: {
    input: z.object({
      id: entryIdSchema,
      sessionId: sessionIdSchema,
      later: z
        .object({
          until: instantMsSchema.nullable(),
          reason: z.string().max(mostLaterReason).refine(hasVisibleText, 'the reason is empty'),
          upTo: upToSchema,
        })
        .nullable(),
    }),
    output: nothing,
  },
} as const

export const sessionEvents = {
  sessionsChanged: z.object({ items: z.array(sessionSummarySchema), removed: z.array(sessionIdSchema) }),
} as const
