import { z } from 'zod'
import { clinicDocumentSchema } from '../../src/shared/model/clinic/clinicRules.ts'
import { entrySchema } from '../../src/shared/model/entry.ts'
import { instantMsSchema, sessionIdSchema, upToSchema, userIdSchema } from '../../src/shared/model/ids.ts'
import { laterSchema } from '../../src/shared/model/later.ts'
import { presenceSchema } from '../../src/shared/model/presence.ts'
import { roleSchema } from '../../src/shared/model/role.ts'
import { disputeSchema, escalationSchema, patientSchema, sessionKindSchema } from '../../src/shared/model/session.ts'
import { threadSchema } from '../../src/shared/model/thread.ts'
import { watermarkSchema } from '../../src/shared/model/watermark.ts'
import { invitationIdSchema } from '../../src/shared/protocol/invitation.ts'
import { typingSchema } from '../../src/shared/protocol/typing.ts'
import type { CallRecord } from '../store/calls/callStore.ts'
import type { StoredWatermark } from '../store/log/watermarkStore.ts'
import type { SessionRecord } from '../store/sessions/sessionRecord.ts'
import type { DeviceEvent } from './deviceEvent.ts'

const storedWatermarkSchema: z.ZodType<StoredWatermark> = watermarkSchema.extend({
  sessionId: sessionIdSchema,
  thread: threadSchema,
  userId: userIdSchema,
})

const recordSchema: z.ZodType<SessionRecord> = z.object({
  id: sessionIdSchema,
  // A node that still runs a version before, while the others are upgraded, says neither this nor `later`.
  version: z.int().min(0).default(0),
  kind: sessionKindSchema,
  active: z.boolean(),
  createdAtMs: instantMsSchema,
  expiresAtMs: instantMsSchema.nullable(),
  patient: patientSchema.nullable(),
  claimedBy: userIdSchema.nullable(),
  dispute: disputeSchema.nullable(),
  escalation: escalationSchema.nullable(),
  later: laterSchema.nullable().default(null),
  participants: z.array(
    z.object({ userId: userIdSchema, name: z.string(), role: roleSchema, triedAtMs: instantMsSchema.optional() }),
  ),
})

/** A connection's being in a room of a session, in a dialect. */
export const roomOccupancySchema = z.object({
  connectionId: z.string(),
  room: z.string(),
  sessionId: sessionIdSchema,
  userId: userIdSchema,
  name: z.string(),
  role: roleSchema,
  isSubRoom: z.boolean(),
})
export type RoomOccupancy = z.infer<typeof roomOccupancySchema>

// Their payloads were held to the protocol by the node that made them.
const deviceEventsSchema = z
  .array(z.custom<DeviceEvent>((event) => typeof event === 'object' && event !== null))
  .readonly()

/** Events of one session: they are published with the session, as the node has it in memory. */
export const sessionEventSchemas = {
  entry: z.object({ kind: z.literal('entry'), entry: entrySchema }),
  watermark: z.object({ kind: z.literal('watermark'), mark: storedWatermarkSchema }),
  /** The session is another than it was; `watermarks` are all that there are in it. */
  session: z.object({
    kind: z.literal('session'),
    record: recordSchema,
    heads: z.object({ care: upToSchema, staff: upToSchema }),
    watermarks: z.array(storedWatermarkSchema).readonly(),
    removed: z.array(userIdSchema).readonly(),
    /** Support may no longer look on: whoever of it does not take part is to forget the session. */
    isClosedToSupport: z.boolean(),
  }),
  typing: z.object({ kind: z.literal('typing'), item: typingSchema.shape.items.element }),
  /** Someone came into the room of a session, or left it, in a dialect. */
  room: z.object({
    kind: z.literal('room'),
    change: z.enum(['joined', 'left']),
    occupancy: roomOccupancySchema,
    replacesOlder: z.boolean(),
    /** Whether it changes who is there as far as the publishing node knows; false of what is not announced. */
    firstInSession: z.boolean(),
    firstInRoom: z.boolean(),
    /**
     * Whether each node announces what this changes by its own record of who is there: another may have a different one for a
     * moment. False of what its clients know by the log or by the session. A node of an earlier version does not send it: what
     * it publishes is announced by its `firstInSession` and `firstInRoom`.
     */
    isAnnounced: z.boolean().optional(),
  }),
  /** A clinician of an active session is in hours; published again and again while it is so. Nothing of it is stored. */
  clinicianReady: z.object({ kind: z.literal('clinicianReady'), clinicianId: userIdSchema }),
}

/** Events of users and of the clinic, wherever they are. */
export const userEventSchemas = {
  /** The presence of a user, as others see it, has changed. */
  presence: z.object({ kind: z.literal('presence'), presence: presenceSchema }),
  /** Events for the devices of users. */
  tells: z.object({ kind: z.literal('tells'), tells: deviceEventsSchema }),
  /** A call has changed, and these devices are to be sent it. */
  call: z.object({
    kind: z.literal('call'),
    call: z.custom<CallRecord>((call) => typeof call === 'object' && call !== null),
    tells: deviceEventsSchema,
  }),
  /** An account was put: names and hours of work may be others now. */
  user: z.object({ kind: z.literal('user'), userId: userIdSchema }),
  /** The rules that the clinic sets for all its consoles are others now. */
  clinic: z.object({ kind: z.literal('clinic'), clinic: clinicDocumentSchema }),
  /** The access that tokens of a user gave, or those of one login or one invitation, has ended. */
  accessEnded: z.object({
    kind: z.literal('accessEnded'),
    userId: userIdSchema,
    loginId: z.string().optional(),
    invitationId: invitationIdSchema.optional(),
  }),
}

type SessionEvents = { readonly [K in keyof typeof sessionEventSchemas]: z.infer<(typeof sessionEventSchemas)[K]> }
type UserEvents = { readonly [K in keyof typeof userEventSchemas]: z.infer<(typeof userEventSchemas)[K]> }

export type SessionEventKind = keyof SessionEvents
export type SessionEvent = SessionEvents[SessionEventKind]
export type UserEventKind = keyof UserEvents
export type UserEvent = UserEvents[UserEventKind]

/** Event of the relay, by kind. All of it is plain data: it can be written down and passed to other nodes. */
export type EventOf<K extends SessionEventKind | UserEventKind> = { readonly kind: K } & (SessionEvents & UserEvents)[K]
