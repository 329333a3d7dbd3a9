import { z } from 'zod'
import { instantMsSchema, sessionIdSchema } from './ids.ts'
import { threadSchema } from './thread.ts'

/** Other texts of one draft that are kept at the most; a further one is refused. */
export const mostOtherDrafts = 8

/** The longest text of a draft that goes to the relay, in bytes of UTF-8: twice the longest message. A longer one stays on its workstation. */
export const mostDraftBytes = 32 * 1024

/** A text of the same thread that was written at another workstation before it knew of the newer one, and at what time (relay, ms). */
export const otherDraftSchema = z.object({ id: z.uuid(), text: z.string(), at: instantMsSchema })
export type OtherDraft = z.infer<typeof otherDraftSchema>

/**
 * A text that a person has begun to write in a thread and not sent, as the relay keeps it for their own consoles; an empty text is no draft. `version` grows with every change of any of the
 * person's drafts. `others`: older texts that a newer one took the place of unknowingly, until the person has done with them.
 */
export const draftSchema = z.object({
  sessionId: sessionIdSchema,
  thread: threadSchema,
  text: z.string(),
  at: instantMsSchema,
  version: z.int().min(1),
  others: z.array(otherDraftSchema),
})
export type Draft = z.infer<typeof draftSchema>
