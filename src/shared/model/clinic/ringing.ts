import { z } from 'zod'
import { instantMsSchema, sessionIdSchema } from '../ids.ts'
import { minutesSchema } from './waitTargets.ts'

/**
 * Rule by which it is rung for patients whom nobody has taken: every so many minutes of their wait, and from so many on for support, too. Null: it is not.
 */
export const ringingShape = { againMinutes: minutesSchema.nullable(), secondMinutes: minutesSchema.nullable() }
export const ringingSchema = z.object(ringingShape)
export type Ringing = z.infer<typeof ringingSchema>

/** Nobody is rung for until a clinic says so: where each patient has a clinician from the beginning, there is nobody to be taken. */
export const noRinging: Ringing = { againMinutes: null, secondMinutes: null }

/** Returns how many rings are due after a wait of so many milliseconds, and whether support is to be told by then. */
export function ringsDue(
  { againMinutes, secondMinutes }: Ringing,
  waitedMs: number,
): { readonly count: number; readonly isSecondDue: boolean } {
  const minutes = Math.floor(waitedMs / 60_000)
  const isSecondDue = secondMinutes !== null && minutes >= secondMinutes
  const again = againMinutes === null ? 0 : Math.floor(minutes / againMinutes)
  // Support is told by a ring of its own, which lies between two of the others or stands for one of them.
  const isBetween = isSecondDue && (againMinutes === null || secondMinutes % againMinutes !== 0)
  return { count: again + (isBetween ? 1 : 0), isSecondDue }
}

/** A ring for a patient whom nobody has taken: the how-manieth of this wait, and since when it lasts. */
export const ringSchema = z.object({ sessionId: sessionIdSchema, count: z.int().min(1), owedSince: instantMsSchema })
export type Ring = z.infer<typeof ringSchema>
