import type { AttachmentRecord } from '../../../../relay/store/attachments/attachmentRecord.ts'
import type { Append } from '../../../../relay/store/log/append.ts'
import type { SessionState } from '../../../../relay/store/sessions/sessionRecord.ts'
import { type AttachmentId, attachmentIdSchema } from '../../../../src/shared/model/files/attachment.ts'
import { sessionIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'
import { atMs, entryId, uuid } from '../storeRecords.ts'

export const laterMs = atMs + 1_000
export const attachmentId = (number: number): AttachmentId => attachmentIdSchema.parse(uuid(number))
export const pat = userIdSchema.parse('pat')
export const doc = userIdSchema.parse('doc')
export const s1 = sessionIdSchema.parse('s1')
export const s2 = sessionIdSchema.parse('s2')
export const hash = (digit: string) => digit.repeat(64)

/** A session that is over. */
export const session = (change: Partial<SessionState> = {}): SessionState => ({
  id: s1,
  kind: 'chat',
  active: false,
  createdAtMs: atMs,
  expiresAtMs: null,
  patient: null,
  claimedBy: null,
  dispute: null,
  escalation: null,
  later: null,
  participants: [{ userId: pat, name: 'Pat', role: 'patient' }],
  ...change,
})
/** A message of the patient in `s1`. */
export const message = (number: number, change: Partial<Append> = {}): Append => ({
  id: entryId(number),
  sessionId: s1,
  thread: 'care',
  sessionVersion: 1,
  senderId: pat,
  senderName: 'Pat',
  senderRole: 'patient',
  atMs,
  body: { kind: 'message', type: 'text', text: 'text' },
  ...change,
})
/** An upload of the patient to `s1` that is not whole. */
export const attachment = (number: number, change: Partial<AttachmentRecord> = {}): AttachmentRecord => ({
  id: attachmentId(number),
  sessionId: s1,
  thread: 'care',
  uploaderId: pat,
  name: 'photo.png',
  bytes: 10,
  sha256: hash('a'),
  mediaType: null,
  createdAtMs: atMs,
  receivedAtMs: atMs,
  entryId: null,
  ...change,
})

/** Room for everything but more than twenty uploads that are not whole. */
export const roomy = { mostOpen: 20, unsentBytesOfUser: 1e9, unsentBytesOfSession: 1e9 }

/** The attachment with this number, as a message carries it. */
export const fileOf = (number: number) => {
  const { id, name, bytes, sha256 } = attachment(number)
  return { id, name, mediaType: 'image/png', bytes, sha256 }
}
/** A message that carries the attachments with these numbers. */
export const carrying = (number: number, files: readonly number[], change: Partial<Append> = {}): Append =>
  message(number, {
    body: { kind: 'message', type: 'image', text: '', attachments: files.map(fileOf) },
    ...change,
  })
