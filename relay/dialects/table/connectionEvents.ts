import { z } from 'zod'
import { framesOf } from './dialect.ts'

/** Events about a connection itself, to clients of every dialect. */
export const connectionEvents = {
  connected: z.strictObject({
    message: z.string(),
    userId: z.string(),
    role: z.string(),
    timestamp: z.iso.datetime(),
  }),
  error: z.strictObject({ message: z.string() }),
  'server:shutdown': z.strictObject({ reconnectAfterMs: z.int().min(0) }),
}

export const connectionFrame = framesOf<typeof connectionEvents>()
