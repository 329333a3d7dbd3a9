import { z } from 'zod'
import { entrySchema } from '../../src/shared/model/entry.ts'
import { instantMsSchema, sessionIdSchema, upToSchema, userIdSchema } from '../../src/shared/model/ids.ts'
import { presenceStatusSchema } from '../../src/shared/model/presence.ts'
import { roleSchema } from '../../src/shared/model/role.ts'
import { disputeSchema, escalationSchema, patientSchema, sessionKindSchema } from '../../src/shared/model/session.ts'
import { threadSchema } from '../../src/shared/model/thread.ts'
import { watermarkSchema } from '../../src/shared/model/watermark.ts'
import { typingSchema } from '../../src/shared/protocol/typing.ts'
import type { CallNews } from '../calls/callUseCases.ts'
import { rateLimitNames } from '../limits/rateLimits.ts'
import type { Tell } from '../presence/tell.ts'
import type { SessionRecord, StoredWatermark } from '../store/store.ts'

const storedWatermarkSchema: z.ZodType<StoredWatermark> = watermarkSchema.extend({
  sessionId: sessionIdSchema,
  thread: threadSchema,
  userId: userIdSchema,
})

const recordSchema: z.ZodType<SessionRecord> = z.object({
  id: sessionIdSchema,
  kind: sessionKindSchema,
  active: z.boolean(),
  createdAtMs: instantMsSchema,
  expiresAtMs: instantMsSchema.nullable(),
  patient: patientSchema.nullable(),
  claimedBy: userIdSchema.nullable(),
  dispute: disputeSchema.nullable(),
  escalation: escalationSchema.nullable(),
  participants: z.array(z.object({ userId: userIdSchema, name: z.string(), role: roleSchema })),
})

/** A device on another node. */
export const deviceSchema = z.object({
  userId: userIdSchema,
  connectionId: z.string(),
  deviceKey: z.string(),
  status: presenceStatusSchema,
  customStatus: z.string().nullable().optional(),
  /** Forgotten by itself after this long without news of it, in ms. */
  lifeMs: z.int().positive().optional(),
})
export type SharedDevice = z.infer<typeof deviceSchema>

/** A connection's being in a room of a session, in a dialect. */
export const roomStaySchema = z.object({
  connectionId: z.string(),
  room: z.string(),
  sessionId: sessionIdSchema,
  userId: userIdSchema,
  name: z.string(),
  role: roleSchema,
  isOneOfSeveral: z.boolean(),
})
export type RoomStay = z.infer<typeof roomStaySchema>

const tellSchema = z.custom<Tell>((tell) => typeof tell === 'object' && tell !== null)

/** What nodes tell each other, in the order in which it happened on the one that tells. */
export const nodeMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('entry'), entry: entrySchema }),
  z.object({ kind: z.literal('watermark'), mark: storedWatermarkSchema }),
  z.object({
    kind: z.literal('session'),
    record: recordSchema,
    heads: z.object({ care: upToSchema, staff: upToSchema }),
    watermarks: z.array(storedWatermarkSchema),
    removed: z.array(userIdSchema),
    isClosedToSupport: z.boolean(),
  }),
  z.object({ kind: z.literal('typing'), item: typingSchema.shape.items.element }),
  /** Someone came into the room of a session, or left it, in a dialect. */
  z.object({
    kind: z.literal('room'),
    change: z.enum(['joined', 'left']),
    stay: roomStaySchema,
    takesPlace: z.boolean(),
    ofSession: z.boolean(),
    ofRoom: z.boolean(),
  }),
  z.object({ kind: z.literal('device'), device: deviceSchema }),
  z.object({ kind: z.literal('deviceGone'), userId: userIdSchema, connectionId: z.string() }),
  // Their payloads were held to the protocol by the node that made them.
  z.object({ kind: z.literal('tells'), tells: z.array(tellSchema) }),
  z.object({
    kind: z.literal('call'),
    call: z.custom<CallNews['call']>((call) => typeof call === 'object' && call !== null),
    tells: z.array(tellSchema),
  }),
  /** How often limits were used that each node counts by itself. */
  z.object({
    kind: z.literal('uses'),
    uses: z.array(z.object({ limit: z.enum(rateLimitNames), key: z.string(), points: z.int().positive() })),
  }),
  /** An account was put: names and hours of work may be others now. */
  z.object({ kind: z.literal('user'), userId: userIdSchema }),
  /** The sender could not tell everything: what is stored is to be read again. */
  z.object({ kind: z.literal('lost') }),
  /** The sender stops: its devices are no longer there. */
  z.object({ kind: z.literal('goodbye') }),
])
export type NodeMessage = z.infer<typeof nodeMessageSchema>
export type RoomMessage = Extract<NodeMessage, { kind: 'room' }>
