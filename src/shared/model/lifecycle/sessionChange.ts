import { z } from 'zod'
import { instantMsSchema, userIdSchema } from '../ids.ts'
import { hasVisibleText } from '../text/visibleText.ts'

/** Longest reason of a change, in UTF-16 units. */
export const mostReason = 500

const reasonSchema = z.string().max(mostReason).refine(hasVisibleText, 'the reason is empty')

/** A change that somebody asks for: of the state of a session, or of who takes part in it. A reason is for everyone in the session to read. */
export const sessionChangeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('claim') }),
  z.object({ kind: z.literal('join') }),
  z.object({ kind: z.literal('leave') }),
  z.object({ kind: z.literal('transfer'), to: userIdSchema, reason: reasonSchema }),
  z.object({ kind: z.literal('escalate'), reason: reasonSchema }),
  z.object({ kind: z.literal('extend'), until: instantMsSchema }),
  z.object({ kind: z.literal('close'), reason: reasonSchema }),
  z.object({ kind: z.literal('reopen') }),
])
export type SessionChange = z.infer<typeof sessionChangeSchema>
export type SessionChangeKind = SessionChange['kind']
