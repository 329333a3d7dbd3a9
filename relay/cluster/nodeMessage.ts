import { z } from 'zod'
import { sessionIdSchema, userIdSchema } from '../../src/shared/model/ids.ts'
import { presenceStatusSchema } from '../../src/shared/model/presence.ts'
import { roleSchema } from '../../src/shared/model/role.ts'
import { sessionEventSchemas, userEventSchemas } from '../events/relayEvent.ts'
import { rateLimitNames } from '../limits/rateLimits.ts'

/** A device on another node. */
export const deviceSchema = z.object({
  userId: userIdSchema,
  connectionId: z.string(),
  deviceKey: z.string(),
  toldAs: z.object({ role: roleSchema, invitedTo: sessionIdSchema.optional() }).optional(),
  status: presenceStatusSchema,
  customStatus: z.string().nullable().optional(),
  /** Forgotten by itself after this long without news of it, in ms. */
  lifeMs: z.int().positive().optional(),
})
export type SharedDevice = z.infer<typeof deviceSchema>

/** What nodes tell each other: events, and what only nodes have to know; in the order in which it happened on the one that tells. */
export const nodeMessageSchema = z.discriminatedUnion('kind', [
  sessionEventSchemas.entry,
  sessionEventSchemas.watermark,
  sessionEventSchemas.session,
  sessionEventSchemas.typing,
  sessionEventSchemas.room,
  z.object({ kind: z.literal('device'), device: deviceSchema }),
  z.object({ kind: z.literal('deviceGone'), userId: userIdSchema, connectionId: z.string() }),
  userEventSchemas.tells,
  userEventSchemas.call,
  /** How often limits were used that each node counts by itself. */
  z.object({
    kind: z.literal('uses'),
    uses: z.array(z.object({ limit: z.enum(rateLimitNames), key: z.string(), points: z.int().positive() })),
  }),
  userEventSchemas.user,
  userEventSchemas.accessEnded,
  /** The sender could not tell everything: what is stored is to be read again. */
  z.object({ kind: z.literal('lost') }),
  /** The sender stops: its devices are no longer there. */
  z.object({ kind: z.literal('goodbye') }),
])
export type NodeMessage = z.infer<typeof nodeMessageSchema>
