import { z } from 'zod'
import { sessionIdSchema, userIdSchema } from '../../src/shared/model/ids.ts'
import { presenceStatusSchema } from '../../src/shared/model/presence.ts'
import { roleSchema } from '../../src/shared/model/role.ts'
import { sessionEventSchemas, userEventSchemas } from '../events/relayEvent.ts'
import { rateLimitNames } from '../limits/rateLimits.ts'
import { withOwnNames } from './wireNames.ts'

/** A device on another node. */
export const deviceSchema = z.object({
  userId: userIdSchema,
  connectionId: z.string(),
  deviceKey: z.string(),
  toldAs: z.object({ role: roleSchema, invitedTo: sessionIdSchema.optional() }).optional(),
  status: presenceStatusSchema,
  customStatus: z.string().nullable().optional(),
  /** Expires by itself when it is not published again for this long, in ms. */
  lifeMs: z.int().positive().optional(),
})
export type SharedDevice = z.infer<typeof deviceSchema>

/** Messages between nodes: events, and what only nodes have to know; in the order in which it happened on the sender. */
const messageSchema = z.discriminatedUnion('kind', [
  sessionEventSchemas.entry,
  sessionEventSchemas.watermark,
  sessionEventSchemas.session,
  sessionEventSchemas.typing,
  sessionEventSchemas.room,
  z.object({ kind: z.literal('device'), device: deviceSchema }),
  z.object({ kind: z.literal('deviceGone'), userId: userIdSchema, connectionId: z.string() }),
  userEventSchemas.tells,
  userEventSchemas.call,
  /** Uses of limits that each node counts by itself. */
  z.object({
    kind: z.literal('uses'),
    uses: z.array(z.object({ limit: z.enum(rateLimitNames), key: z.string(), points: z.int().positive() })),
  }),
  userEventSchemas.user,
  userEventSchemas.accessEnded,
  userEventSchemas.clinic,
  /** The sender has dropped messages: what is stored has to be read again. */
  z.object({ kind: z.literal('lost') }),
  /** The sender stops: its devices are no longer there. */
  z.object({ kind: z.literal('goodbye') }),
])
export type NodeMessage = z.infer<typeof messageSchema>

/** A message as it was received. */
export const nodeMessageSchema = z.preprocess(withOwnNames, messageSchema)
