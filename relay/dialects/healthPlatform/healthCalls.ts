import { z } from 'zod'
import { type CallQuality, callTypeSchema, type SignalType } from '../../../src/shared/model/call.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { userIdSchema } from '../../../src/shared/model/ids.ts'
import { callReasonSchema, callSignalDataSchema } from '../../../src/shared/protocol/call.ts'
import type { Dialect } from '../table/dialect.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'
import type { Frame, PersonalUpdate } from '../table/dialectUpdates.ts'
import { dateOf, idField, idPayload } from '../table/fields.ts'
import { healthFrame } from './healthEvents.ts'
import { callField, callNotFound, healthRow } from './healthFields.ts'
import { sessionOfRoom, visitWith } from './healthRooms.ts'

/** Without a visit and a room, the call is in the newest visit with its recipient. */
const initiatePayload = z.object({
  callId: callField.optional(),
  recipientId: idField.pipe(userIdSchema),
  visitId: idField.optional(),
  roomId: idField.optional(),
  callType: callTypeSchema.default('video'),
})

const callPayload = idPayload('callId').pipe(callField)
const rejectPayload = z.object({ callId: callField, reason: callReasonSchema.optional() })

/** The document speaks of offer, answer and ICE candidate; its clients spell the last in several ways. */
const signalTypes: Readonly<Record<string, SignalType>> = {
  offer: 'offer',
  answer: 'answer',
  candidate: 'candidate',
  ice: 'candidate',
  'ice-candidate': 'candidate',
  ice_candidate: 'candidate',
  iceCandidate: 'candidate',
}
const signalTypeField = z.string().transform((spelling, context) => {
  const signalType = Object.hasOwn(signalTypes, spelling) ? signalTypes[spelling] : undefined
  if (signalType !== undefined) return { signalType, spelling }
  context.addIssue({ code: 'custom', message: 'is offer, answer or ice-candidate' })
  return z.NEVER
})
const signalPayload = z
  .object({
    callId: callField,
    recipientId: idField.pipe(userIdSchema).optional(),
    signal: callSignalDataSchema,
    signalType: signalTypeField,
  })
  .transform(({ signalType, ...signal }) => ({ ...signal, ...signalType }))

/** A measure, or nothing where it can be none: clients send what their browser tells them. */
const measure = (most: number) =>
  z
    .number()
    .transform((value) => (value >= 0 && value <= most ? value : undefined))
    .optional()
const percentField = measure(100)
const measureField = measure(600_000)
const measuresShape = {
  packetLoss: percentField,
  packetLossPercent: percentField,
  // A count, of which nobody knows how many there were.
  packetsLost: measure(Number.MAX_SAFE_INTEGER),
  jitter: measureField,
  jitterMs: measureField,
  latency: measureField,
  rtt: measureField,
  roundTripTime: measureField,
  roundTripMs: measureField,
  bitrate: measure(10_000_000),
}
type Measures = z.output<z.ZodObject<typeof measuresShape>>
const qualityPayload = z
  .object({
    ...measuresShape,
    callId: callField,
    metrics: z.object(measuresShape).optional(),
    quality: z.object(measuresShape).optional(),
  })
  .transform(({ callId, metrics, quality, ...flat }) => ({ callId, measures: metrics ?? quality ?? flat }))
  .refine(({ measures }) => Object.values(measures).some((measure) => measure !== undefined), {
    path: ['metrics'],
    message: 'has none of packetLoss, jitter, latency and bitrate',
  })

function qualityOf(measures: Measures): CallQuality {
  const { bitrate } = measures
  return {
    packetLossPercent: measures.packetLossPercent ?? measures.packetLoss ?? 0,
    jitterMs: measures.jitterMs ?? measures.jitter ?? 0,
    roundTripMs: measures.roundTripMs ?? measures.roundTripTime ?? measures.rtt ?? measures.latency ?? 0,
    ...(bitrate === undefined ? {} : { bitrateKbps: bitrate }),
  }
}

const deviceOf = ({ principal, id }: DialectConnection) => ({ ...principal, device: id })
const seconds = (durationMs: number) => Math.round(durationMs / 1000)

/** Names and passwords of media servers are for a program, not for a page. */
const opaqueFields = ['iceServers']

export const callRows: Dialect['up'] = {
  'call:initiate': healthRow(
    initiatePayload,
    async (actions, connection, { callId: given, recipientId, visitId, roomId, callType }) => {
      const visit =
        visitId ??
        (roomId === undefined
          ? await visitWith(actions, connection, recipientId)
          : await sessionOfRoom(actions, connection, roomId))
      const sessionId = await actions.findOwnId(connection, visit)
      // In other words than those for someone who does not take part in it.
      if (sessionId === undefined) throw new FailureError('notFound', 'Access denied to this conversation')
      const callId = given ?? actions.newCallId()
      const { call, iceServers } = await actions.calls.initiate(deviceOf(connection), {
        ...{ callId, sessionId, recipientId, callType },
      })
      return { callId, visitId: call.sessionId, callType, status: call.state, iceServers }
    },
    {},
    { opaqueFields },
  ),
  'call:accept': healthRow(
    callPayload,
    async (actions, connection, callId) => {
      const { call, iceServers } = await actions.calls.accept(deviceOf(connection), { callId })
      return { callId, visitId: call.sessionId, callType: call.callType, status: call.state, iceServers }
    },
    { form: callNotFound },
    { opaqueFields },
  ),
  'call:reject': healthRow(rejectPayload, async (actions, connection, { callId, reason }) => {
    await actions.calls.reject(deviceOf(connection), { callId, ...(reason === undefined ? {} : { reason }) })
    return { callId }
  }),
  // The client's own idea of the duration is passed over: the relay knows it.
  'call:end': healthRow(
    callPayload,
    async (actions, connection, callId) => {
      const { durationMs } = await actions.calls.end(deviceOf(connection), { callId })
      return { callId, duration: seconds(durationMs) }
    },
    { form: callNotFound },
  ),
  'call:signal': healthRow(signalPayload, async (actions, connection, signal) => {
    await actions.calls.signal(deviceOf(connection), signal)
    return {}
  }),
  'call:quality': healthRow(qualityPayload, async (actions, connection, { callId, measures }) => {
    const quality = qualityOf(measures)
    const { issues } = await actions.calls.quality(deviceOf(connection), { callId, quality })
    return { callId, issues }
  }),
}

/** Returns the frames of a call's event in the words of the document. */
export function callFrames(
  update: Exclude<PersonalUpdate, { event: `notification:${string}` }>,
  { isPublished }: DialectConnection,
): readonly Frame[] {
  if (update.event === 'call:signal') {
    const { callId, senderId, signal, signalType, spelling } = update.payload
    // Clients know the word that they use themselves; consoles have one of their own.
    const word = spelling ?? (signalType === 'candidate' ? 'ice-candidate' : signalType)
    return [healthFrame(update.event, { callId, senderId, signal, signalType: word }, ['signal'])]
  }
  if (update.event === 'call:incoming') {
    const { callId, callerId, callerName, sessionId, callType, startedAt } = update.payload
    const timestamp = dateOf(startedAt)
    return [healthFrame(update.event, { callId, callerId, callerName, visitId: sessionId, callType, timestamp })]
  }
  const place = { visitId: update.payload.sessionId, timestamp: dateOf(update.payload.at) }
  if (update.event === 'call:ended') {
    const { callId, endedBy, reason, durationMs } = update.payload
    const by = endedBy === undefined ? {} : { endedBy }
    return [healthFrame(update.event, { callId, ...by, reason, ...place, duration: seconds(durationMs) })]
  }
  if (update.event === 'call:accepted') {
    const { callId, acceptedBy, elsewhere } = update.payload
    return [
      healthFrame(update.event, {
        ...{ callId, acceptedBy, elsewhere, ...place },
        ...(isPublished() ? { recipientId: acceptedBy } : {}),
      }),
    ]
  }
  if (update.event === 'call:rejected') {
    const { callId, rejectedBy, reason } = update.payload
    return [healthFrame(update.event, { callId, rejectedBy, ...(reason === undefined ? {} : { reason }), ...place })]
  }
  if (update.event === 'call:missed') {
    const { callId, callerId } = update.payload
    return [healthFrame(update.event, { callId, callerId, ...place })]
  }
  const { callId, userId, issues } = update.payload
  const [issue] = issues
  return [
    healthFrame(update.event, {
      callId,
      userId,
      ...(isPublished() && issue !== undefined ? { issue } : {}),
      issues,
      ...place,
    }),
  ]
}
