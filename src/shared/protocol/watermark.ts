import { z } from 'zod'
import { sessionIdSchema } from '../model/ids.ts'
import { threadSchema } from '../model/thread.ts'
import { participantWatermarkSchema, watermarkSchema } from '../model/watermark.ts'
import { acknowledgement } from './acknowledgement.ts'
import { limits } from './limits.ts'

/** The principal has the entries up to `deliveredUpTo` on its disk, and those up to `readUpTo` were in front of a person. */
export const watermarkAdvanceSchema = z.object({
  marks: z
    .array(watermarkSchema.extend({ sessionId: sessionIdSchema, thread: threadSchema }))
    .min(1)
    .max(limits.marksPerRequest),
})
export type WatermarkAdvance = z.infer<typeof watermarkAdvanceSchema>

export const watermarkAdvanceAckSchema = acknowledgement({})

/** Watermarks that grew, of any participant, the receiver included (another of their consoles may have advanced them). */
const watermarksSchema = z.object({
  items: z.array(participantWatermarkSchema.extend({ sessionId: sessionIdSchema })),
})
export type Watermarks = z.infer<typeof watermarksSchema>

export const watermarkUp = {
  'watermark:advance': { payload: watermarkAdvanceSchema, ack: watermarkAdvanceAckSchema },
} as const

export const watermarkDown = {
  watermarks: watermarksSchema,
} as const
