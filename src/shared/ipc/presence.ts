import { z } from 'zod'
import { presenceSchema } from '../model/presence.ts'
import { nothing } from './inputs.ts'

export const presenceCommands = {
  setPresence: { input: z.object({ status: z.enum(['online', 'away', 'busy']) }), output: nothing },
} as const

export const presenceEvents = {
  presenceChanged: z.object({ items: z.array(presenceSchema) }),
} as const
