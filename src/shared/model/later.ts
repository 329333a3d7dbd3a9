import { z } from 'zod'
import { instantMsSchema, upToSchema, userIdSchema } from './ids.ts'

/** A session is put off for so long at the least, and at the most, from now: one minute to seven days. */
export const leastLaterMs = 60_000
export const mostLaterMs = 7 * 86_400_000

/** Longest reason, in UTF-16 units. */
export const mostLaterReason = 500

/**
 * A clinician's word that what the patient has said so far is not answered now: until a time (relay time, ms), or, where that is null, at all. `at`: when
 * it was given. `upTo`: the place of the newest care entry that they had then.
 */
export const laterSchema = z.object({
  by: userIdSchema,
  at: instantMsSchema,
  until: instantMsSchema.nullable(),
  reason: z.string(),
  upTo: upToSchema,
})
export type Later = z.infer<typeof laterSchema>

/**
 * Returns by what a session is put off at this time (relay time, ms), or needs no answer: by nothing once anything was said after what the clinician had, nor from its
 * time on. `saidUpTo`: the place of the newest care message, or of a later edit by the patient.
 */
export function laterInForce(
  { later, saidUpTo }: { readonly later?: Later | undefined; readonly saidUpTo: number },
  nowMs: number,
): Later | undefined {
  if (!later || saidUpTo > later.upTo) return undefined
  return later.until === null || nowMs < later.until ? later : undefined
}
