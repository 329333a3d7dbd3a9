import { z } from 'zod'
import { instantMsSchema, seqSchema, sessionIdSchema, userIdSchema } from '../model/ids.ts'
import { fileLabelSchema, withheldSchema } from '../model/messageView.ts'
import { patientLinkSchema } from '../model/patientLink.ts'
import { sessionSchema } from '../model/session.ts'
import { watermarkSchema } from '../model/watermark.ts'

/** A session as the list and the tabs need it: the relay's view and what this console knows besides. */
export const sessionSummarySchema = sessionSchema.extend({
  owedSince: instantMsSchema.nullable(),
  unread: z.object({ care: z.int().min(0), staff: z.int().min(0) }),
  queuedReplies: z.int().min(0),
  failedReplies: z.int().min(0),
  lastActivityAt: instantMsSchema,
  /** The newest care message: its text shortened to one line, or why that is withheld, and the files that it carries. */
  preview: z
    .object({
      senderId: userIdSchema,
      text: z.string(),
      withheld: withheldSchema.nullable(),
      files: z.array(fileLabelSchema),
      seq: seqSchema,
      at: instantMsSchema,
    })
    .nullable(),
  /** The furthest that this person's messages in each thread have ever come with all their recipients. */
  reached: z.object({ care: watermarkSchema, staff: watermarkSchema }),
  /** Texts begun and not sent; an empty string is no draft. */
  drafts: z.object({ care: z.string(), staff: z.string() }),
})
export type SessionSummary = z.infer<typeof sessionSummarySchema>

export const sessionCommands = {
  /** The newest link of each patient of a session that was given one; `forbidden` for who may not invite. */
  readLinks: {
    input: z.object({ sessionId: sessionIdSchema }),
    output: z.object({ links: z.array(patientLinkSchema) }),
  },
} as const

export const sessionEvents = {
  sessionsChanged: z.object({ items: z.array(sessionSummarySchema), removed: z.array(sessionIdSchema) }),
} as const
