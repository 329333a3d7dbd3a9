import { z } from 'zod'
import { type SessionKind, sessionKindSchema } from '../session.ts'

const minutesSchema = z
  .int('minutes are a whole number')
  .min(1, 'one minute is the least')
  .max(1_440, 'a day is the most')

/** From so many minutes on a patient has waited long, and too long. */
export const waitTargetsShape = { amberMinutes: minutesSchema, redMinutes: minutesSchema }
const waitTargetsSchema = z.object(waitTargetsShape)
export type WaitTargets = z.infer<typeof waitTargetsSchema>

/** The targets of every session, and of the kinds that have others. */
export const waitsShape = {
  ...waitTargetsShape,
  byKind: z.partialRecord(sessionKindSchema, waitTargetsSchema).default({}),
}
export const waitsSchema = z.object(waitsShape)
export type Waits = z.infer<typeof waitsSchema>

/**
 * The targets where a clinic has set none. Whoever answers one patient a minute is through a round of twenty in twenty: amber has been left out of a round,
 * red out of two.
 */
export const defaultWaits: Waits = { amberMinutes: 20, redMinutes: 40, byKind: {} }

/** Returns the targets of a kind of session. */
export function targetsOf({ byKind, ...every }: Waits, kind: SessionKind): WaitTargets {
  return byKind[kind] ?? every
}

export type WaitLevel = 'calm' | 'warn' | 'alarm'

/** Returns the urgency with which a wait of so many milliseconds is shown. */
export function waitLevel(waitedMs: number, { amberMinutes, redMinutes }: WaitTargets): WaitLevel {
  if (waitedMs >= redMinutes * 60_000) return 'alarm'
  return waitedMs >= amberMinutes * 60_000 ? 'warn' : 'calm'
}
