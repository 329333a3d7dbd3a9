import { z } from 'zod'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { hasVisibleText } from '../../../src/shared/model/text/visibleText.ts'
import type { CachedSession } from '../../sessions/cache/cachedSession.ts'
import type { Actions } from '../table/actions.ts'
import { connectionEvents } from '../table/connectionEvents.ts'
import { type Dialect, framesOf, has, oneRoomPerSession, up } from '../table/dialect.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'
import type { DialectUpdates, Frame, MessageEntry } from '../table/dialectUpdates.ts'
import { dateOf, idField, idPayload } from '../table/fields.ts'
import { withNamedFiles } from '../table/withNamedFiles.ts'

const roomOf = (consultationId: string) => `consultation:${consultationId}`
const withoutPrefix = (id: string) => id.replace(/^consultation:(?=.)/, '')

const consultationPayload = idPayload('consultationId', 'id').transform(withoutPrefix)
const messagePayload = z.object({
  consultationId: idField.transform(withoutPrefix),
  sender: z.string().min(1).optional(),
  content: z.string().refine((content) => hasVisibleText(content)),
  id: z.unknown().optional(),
})

const person = z.strictObject({ id: z.string(), name: z.string() })
const refusedForm = 'consultationId, sender and content are required'
const inConsultation = z.strictObject({ consultationId: z.string(), userId: z.string() })
const events = {
  ...connectionEvents,
  new_message: z.strictObject({
    messageId: z.string(),
    consultationId: z.string(),
    sender: z.enum(['user', 'doctor']),
    content: z.string(),
    sentAt: z.iso.datetime(),
    user: person.extend({ fullname: z.string().optional() }).nullable(),
    doctor: person.nullable(),
  }),
  doctor_ready: z.strictObject({
    consultationId: z.string(),
    doctorId: z.string(),
    doctorName: z.string().optional(),
    message: z.string(),
  }),
  user_joined: inConsultation,
  user_left: inConsultation,
}
const frame = framesOf<typeof events>()

const refusals = {
  notFound: 'Consultation not found',
  outsideHours: 'Doctor is not available at this time',
} as const

/**
 * Returns the side of a consultation in this document's words: the patient is the user, everyone else speaks as the doctor.
 */
const sideOf = (role: string) => (role === 'patient' ? 'user' : 'doctor')

/**
 * Returns both sides of a consultation. The published client heads a message with the full name of the user where there is one, and else with the
 * name of the doctor: the user has one in their own messages alone.
 */
function peopleOf(session: CachedSession, { senderId, senderName, senderRole }: MessageEntry) {
  const { participants, claimedBy } = session.record()
  const person = (found: (typeof participants)[number] | undefined) =>
    found ? { id: found.userId, name: found.name } : null
  const doctors = participants.filter(({ role }) => role === 'clinician')
  return {
    user:
      senderRole === 'patient'
        ? { id: senderId, name: senderName, fullname: senderName }
        : person(participants.find(({ role }) => role === 'patient')),
    doctor:
      senderRole === 'patient'
        ? person(doctors.find(({ userId }) => userId === claimedBy) ?? doctors[0])
        : { id: senderId, name: senderName },
  }
}

async function send(
  actions: Actions,
  connection: DialectConnection,
  { consultationId, sender, content, id }: z.output<typeof messagePayload>,
): Promise<object> {
  // The token says it, and the published clients leave it to that.
  if (sender === undefined && !connection.isPublished()) throw new FailureError('invalid', refusedForm)
  await actions.requireAccess(connection, consultationId)
  if (sender !== undefined && sender !== sideOf(connection.principal.role))
    throw new FailureError('forbidden', `sender must be '${sideOf(connection.principal.role)}' for this user`)
  try {
    const { entry } = await actions.sendMessage(connection, consultationId, { id, text: content })
    return { messageId: entry.id, sentAt: dateOf(entry.at) }
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.kind !== 'sessionClosed') throw error
    const session = await actions.findSession(consultationId)
    const hasExpired = session !== undefined && actions.hasExpired(session)
    throw new FailureError('sessionClosed', hasExpired ? 'Consultation has expired' : 'Consultation is not active')
  }
}

const roomChange =
  (event: 'user_joined' | 'user_left') =>
  ({ session, userId, firstInSession }: DialectUpdates['joined']): readonly Frame[] =>
    firstInSession ? [frame(event, { consultationId: session.record().id, userId })] : []

/** The dialect of consultations between a user and a doctor: rooms `consultation:ID`. */
export const consultations: Dialect = {
  name: 'consultations',
  namespace: '/',
  isAssumed: false,
  rooms: oneRoomPerSession,
  alwaysSendsErrors: true,
  events,
  speaks: (event, payload) => {
    if (event !== 'send_message') return Object.hasOwn(consultations.up, event) ? 'certainly' : 'no'
    return has(payload, 'consultationId') ? 'certainly' : 'perhaps'
  },
  up: {
    join_consultation: up(
      consultationPayload,
      async (actions, connection, consultationId) => {
        await actions.join(connection, consultationId, { room: roomOf(consultationId) })
        return { consultationId }
      },
      refusals,
    ),
    leave_consultation: up(consultationPayload, async (actions, connection, consultationId) => {
      actions.leave(connection, { room: roomOf(consultationId) })
      return { consultationId }
    }),
    send_message: up(messagePayload, send, {
      ...refusals,
      form: refusedForm,
    }),
  },
  down: {
    message: ({ session, entry }) => [
      frame('new_message', {
        messageId: entry.id,
        consultationId: session.record().id,
        sender: sideOf(entry.senderRole),
        content: withNamedFiles(entry.body, entry.body.text),
        sentAt: dateOf(entry.at),
        ...peopleOf(session, entry),
      }),
    ],
    joined: roomChange('user_joined'),
    left: roomChange('user_left'),
    clinicianReady: ({ session, clinicianId }, to) => [
      frame('doctor_ready', {
        consultationId: session.record().id,
        doctorId: clinicianId,
        ...(to.isPublished() ? { doctorName: session.participant(clinicianId)?.name ?? clinicianId } : {}),
        message: 'Doctor is now available',
      }),
    ],
  },
}
