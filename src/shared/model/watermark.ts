import { z } from 'zod'
import { instantMsSchema, upToSchema, userIdSchema } from './ids.ts'
import { threadSchema } from './thread.ts'

/**
 * Progress of a participant in a thread, received (`deliveredUpTo`) and seen (`readUpTo`), as entry `seq`s. Both only grow.
 */
export const watermarkSchema = z.object({ deliveredUpTo: upToSchema, readUpTo: upToSchema })
export type Watermark = z.infer<typeof watermarkSchema>

export const participantWatermarkSchema = watermarkSchema.extend({ userId: userIdSchema, thread: threadSchema })
export type ParticipantWatermark = z.infer<typeof participantWatermarkSchema>

/** That messages came further at an instant (relay clock) at which this was watched: those after `…From` up to `…UpTo`. */
export const reachedStepSchema = z.object({
  at: instantMsSchema,
  deliveredFrom: upToSchema,
  deliveredUpTo: upToSchema,
  readFrom: upToSchema,
  readUpTo: upToSchema,
})
export type ReachedStep = z.infer<typeof reachedStepSchema>

export const noWatermark: Watermark = { deliveredUpTo: 0, readUpTo: 0 }

/**
 * The watermark after hearing `next`: never smaller in either part, never beyond `head` (the newest `seq` there is), and
 * what is read counts as delivered.
 */
export function advanceWatermark(current: Watermark, next: Partial<Watermark>, head: number): Watermark {
  const readUpTo = Math.max(current.readUpTo, Math.min(next.readUpTo ?? 0, head))
  const deliveredUpTo = Math.max(current.deliveredUpTo, Math.min(next.deliveredUpTo ?? 0, head), readUpTo)
  return { deliveredUpTo, readUpTo }
}
