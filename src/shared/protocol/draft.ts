import { z } from 'zod'
import { draftSchema, mostDraftBytes, mostOtherDrafts } from '../model/draft.ts'
import { deviceIdSchema, sessionIdSchema } from '../model/ids.ts'
import { textBytes } from '../model/text/messageText.ts'
import { threadSchema } from '../model/thread.ts'
import { acknowledgement } from './acknowledgement.ts'

/** A version of the asker's drafts; 0 is before the first. */
const draftVersionSchema = z.int().min(0)

/**
 * Keeps a draft for the asker's other consoles. `base`: the version of it that the text was made of. `writer`: the installation that asks, which knows what it has written itself. `settled`:
 * other texts that the person has done with.
 */
export const draftSaveSchema = z.object({
  sessionId: sessionIdSchema,
  thread: threadSchema,
  text: z.string().refine((text) => textBytes(text) <= mostDraftBytes, `a draft is ${mostDraftBytes} bytes at the most`),
  base: draftVersionSchema,
  writer: deviceIdSchema,
  settled: z.array(z.uuid()).max(mostOtherDrafts).default([]),
})
export type DraftSave = z.infer<typeof draftSaveSchema>

/** Asks for the asker's drafts that have changed since a version, ascending, also those that are empty by now. */
export const draftListSchema = z.object({ after: draftVersionSchema })

/** The draft as it is after that; null where there is none, and none was given. */
export const draftSaveAnswerSchema = z.object({ draft: draftSchema.nullable() })
/** `upTo`: the version that these go up to, to ask with next; less than what was asked with where the relay has another past. `more`: there are others beyond. */
export const draftListAnswerSchema = z.object({
  drafts: z.array(draftSchema),
  upTo: draftVersionSchema,
  more: z.boolean(),
})

export const draftUp = {
  'draft:save': { payload: draftSaveSchema, ack: acknowledgement(draftSaveAnswerSchema.shape) },
  'draft:list': { payload: draftListSchema, ack: acknowledgement(draftListAnswerSchema.shape) },
} as const

export const draftDown = {
  'draft:changed': z.object({ draft: draftSchema }),
} as const
