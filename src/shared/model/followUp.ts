import { z } from 'zod'
import { type EntryId, entryIdSchema, instantMsSchema, type UserId, userIdSchema } from './ids.ts'
import { hasVisibleText } from './text/visibleText.ts'

/** A follow-up is set for so long ahead at the least, and at the most: one minute to 30 days. */
export const leastFollowUpMs = 60_000
export const mostFollowUpMs = 30 * 86_400_000

/** Longest words of a follow-up, in UTF-16 units. */
export const mostFollowUpText = 200

/** Follow-ups that a session has at the most. */
export const mostFollowUps = 20

/**
 * Something to come back to with a patient, from a time on (`due`: relay time, ms). `id`: that of the request that set it; `by` and `at`: who did, and when. It is the
 * session's: whoever takes the session over has it too.
 */
export const followUpSchema = z.object({
  id: entryIdSchema,
  text: z.string(),
  due: instantMsSchema,
  by: userIdSchema,
  at: instantMsSchema,
})
export type FollowUp = z.infer<typeof followUpSchema>

const textSchema = z.string().max(mostFollowUpText).refine(hasVisibleText, 'the follow-up has no words')

/** A change of the follow-ups of a session: one is set, put to another time, was done, or is taken off undone. */
export const followUpChangeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('set'), text: textSchema, due: instantMsSchema }),
  z.object({ kind: z.literal('postpone'), followUp: entryIdSchema, due: instantMsSchema }),
  z.object({ kind: z.enum(['done', 'remove']), followUp: entryIdSchema }),
])
export type FollowUpChange = z.infer<typeof followUpChangeSchema>

/** A change with the id of its request, who asks for it, and when. */
export interface FollowUpRequest {
  readonly id: EntryId
  readonly change: FollowUpChange
  readonly by: UserId
  readonly at: number
}

/**
 * Returns the follow-ups after a change, the soonest first; undefined where there is none of that id. What was set already, or stands at that time, stays
 * as it is.
 */
export function withFollowUpChange(
  followUps: readonly FollowUp[],
  { id, change, by, at }: FollowUpRequest,
): readonly FollowUp[] | undefined {
  if (change.kind === 'set') {
    if (followUps.some((one) => one.id === id)) return followUps
    return inOrder([...followUps, { id, text: change.text, due: change.due, by, at }])
  }
  const found = followUps.find((one) => one.id === change.followUp)
  if (!found) return undefined
  const others = followUps.filter((one) => one !== found)
  return change.kind === 'postpone' ? inOrder([...others, { ...found, due: change.due }]) : others
}

function inOrder(followUps: readonly FollowUp[]): FollowUp[] {
  return followUps.toSorted((a, b) => a.due - b.due || (a.id < b.id ? -1 : 1))
}
