import type { ConsoleState } from '../../../src/shared/ipc/consoleState.ts'
import type { PendingMessage } from '../../../src/shared/ipc/message.ts'
import type { SessionSummary } from '../../../src/shared/ipc/session.ts'
import { defaultWaits } from '../../../src/shared/model/clinic/waitTargets.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { attachmentSchema } from '../../../src/shared/model/files/attachment.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import { noWatermark } from '../../../src/shared/model/watermark.ts'

export const ada = userIdSchema.parse('ada')
export const maria = userIdSchema.parse('maria')
export const startMs = Date.UTC(2026, 0, 5, 9)

/** An entry id that is the same for the same number, and greater for a greater one. */
export function testEntryId(number: number) {
  return entryIdSchema.parse(`00000000-0000-7000-8000-${String(number).padStart(12, '0')}`)
}

export const aPicture = attachmentSchema.parse({
  id: '00000000-0000-4000-8000-000000000001',
  name: 'rash.jpg',
  mediaType: 'image/jpeg',
  bytes: 3,
  sha256: '0'.repeat(64),
})

/** A session of the clinician Ada and the patient Maria, nothing owed. */
export function testSession(id: string, change: Partial<SessionSummary> = {}): SessionSummary {
  return {
    id: sessionIdSchema.parse(id),
    kind: 'consultation',
    active: true,
    createdAt: startMs,
    patient: { name: 'Maria Lindqvist', birthDate: '1964-03-11', sex: 'female', mrn: '4821-07' },
    participants: [
      { userId: maria, name: 'Maria Lindqvist', role: 'patient' },
      { userId: ada, name: 'Dr Ada Okafor', role: 'clinician' },
    ],
    watermarks: [],
    heads: { care: 0, staff: 0 },
    isListed: true,
    reached: { care: { ...noWatermark, steps: [] }, staff: { ...noWatermark, steps: [] } },
    owedSince: null,
    saidUpTo: 0,
    owed: { turns: 0, flags: [], isWhole: true },
    unread: { care: 0, staff: 0 },
    queuedReplies: 0,
    failedReplies: 0,
    lastActivityAt: startMs,
    preview: null,
    drafts: { care: '', staff: '' },
    ...change,
  }
}

/** A message of Maria at a place in a thread. */
export function testEntry(sessionId: string, seq: number, change: Partial<Entry> = {}): Entry {
  return {
    id: testEntryId(seq),
    sessionId: sessionIdSchema.parse(sessionId),
    thread: 'care',
    seq,
    at: startMs + seq,
    senderId: maria,
    senderName: 'Maria Lindqvist',
    senderRole: 'patient',
    body: { kind: 'message', type: 'text', text: `message ${seq}` },
    ...change,
  }
}

/** A queued message of Ada. */
export function testPending(sessionId: string, number: number, thread: Thread = 'care'): PendingMessage {
  return {
    id: testEntryId(number),
    sessionId: sessionIdSchema.parse(sessionId),
    thread,
    text: `queued ${number}`,
    queuedAt: startMs + number,
    attempts: 0,
    state: { kind: 'queued' },
  }
}

/** A link that is live, with everything fetched, to a relay whose clock is this workstation's. */
export const liveLink = {
  mode: 'live',
  since: startMs,
  lastAcknowledgedAt: startMs,
  fetchedAt: startMs,
  relayClock: null,
  failure: null,
} as const satisfies ConsoleState['link']

/** A console at which Ada is signed in. */
export function testConsole(change: Partial<ConsoleState> = {}): ConsoleState {
  return {
    account: { state: 'signedIn', relayUrl: 'http://relay', userId: ada, name: 'Dr Ada Okafor', role: 'clinician' },
    link: liveLink,
    sessions: [],
    pending: [],
    amending: [],
    typing: [],
    presence: [],
    settings: { colourScheme: 'system' },
    clinic: { waits: defaultWaits, laterReasons: [] },
    workspace: null,
    trouble: null,
    ...change,
  }
}
