import { z } from 'zod'
import { framesOf } from './dialect.ts'

/** What clients of every dialect hear. */
export const eventsOfAll = {
  connected: z.strictObject({
    message: z.string(),
    userId: z.string(),
    role: z.string(),
    timestamp: z.iso.datetime(),
  }),
  error: z.strictObject({ message: z.string() }),
  'server:shutdown': z.strictObject({ reconnectAfterMs: z.int().min(0) }),
}

export const frameOfAll = framesOf<typeof eventsOfAll>()
