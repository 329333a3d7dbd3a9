import type { UserRecord } from '../../../relay/store/accounts/userStore.ts'
import type { Append } from '../../../relay/store/log/append.ts'
import type { SessionState } from '../../../relay/store/sessions/sessionRecord.ts'
import { type EntryId, entryIdSchema, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'

export const atMs = Date.UTC(2026, 0, 5, 9)
export const sessionId = sessionIdSchema.parse('s1')
export const otherSessionId = sessionIdSchema.parse('s2')
export const patient = userIdSchema.parse('pat')
export const clinician = userIdSchema.parse('doc')

/** Returns the UUID with this number. */
export const uuid = (number: number) => `01900000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`

/** Returns the id of the entry with this number. */
export const entryId = (number: number): EntryId => entryIdSchema.parse(uuid(number))

/** A message by the patient in the care thread of `sessionId`, with the changes given. */
export function message(number: number, change: Partial<Append> = {}): Append {
  return {
    id: entryId(number),
    sessionId,
    thread: 'care',
    senderId: patient,
    sessionVersion: 1,
    senderName: 'Pat',
    senderRole: 'patient',
    atMs: atMs + number,
    body: { kind: 'message', type: 'text', text: `text ${number}` },
    ...change,
  }
}

/** The session `sessionId` of the patient and the clinician, with the changes given. */
export function session(change: Partial<SessionState> = {}): SessionState {
  return {
    id: sessionId,
    kind: 'chat',
    active: true,
    createdAtMs: atMs,
    expiresAtMs: null,
    patient: null,
    claimedBy: null,
    dispute: null,
    escalation: null,
    later: null,
    participants: [
      { userId: patient, name: 'Pat', role: 'patient' },
      { userId: clinician, name: 'Doc', role: 'clinician' },
    ],
    ...change,
  }
}

/** The account of the clinician, with the changes given. */
export function user(change: Partial<UserRecord> = {}): UserRecord {
  return {
    id: clinician,
    name: 'Dr Doc',
    role: 'clinician',
    email: 'Doc@Example.org',
    passwordHash: null,
    timeZone: 'Europe/Zurich',
    schedule: [{ dayOfWeek: 1, start: '08:00', end: '17:00' }],
    ...change,
  }
}
