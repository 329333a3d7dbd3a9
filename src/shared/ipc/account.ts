import { z } from 'zod'
import { failureSchema } from '../model/failure.ts'
import { userIdSchema } from '../model/ids.ts'
import { roleSchema } from '../model/role.ts'
import { nothing } from './inputs.ts'

/**
 * The account at this console. `signedOut` may name the relay and user of the last time, to fill the form. `expired`: the data is
 * open and can be worked on, but nothing is sent until the person signs in again.
 */
export const accountSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('signedOut'), relayUrl: z.string().nullable(), failure: failureSchema.nullable() }),
  z.object({
    state: z.literal('signedIn'),
    relayUrl: z.string(),
    userId: userIdSchema,
    name: z.string(),
    role: roleSchema,
  }),
  z.object({
    state: z.literal('expired'),
    relayUrl: z.string(),
    userId: userIdSchema,
    name: z.string(),
    role: roleSchema,
  }),
])
export type Account = z.infer<typeof accountSchema>

export const accountCommands = {
  signIn: {
    input: z.object({
      relayUrl: z.url({ protocol: /^https?$/ }),
      user: z.string().min(1),
      password: z.string().min(1),
    }),
    output: accountSchema,
  },
  /** Ends the session with the relay. What is unsent stays, encrypted, until the same person signs in again. */
  signOut: { input: nothing, output: accountSchema },
} as const

export const accountEvents = {
  accountChanged: accountSchema,
} as const
