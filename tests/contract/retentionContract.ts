import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AttachmentRecord } from '../../relay/store/attachmentStore.ts'
import type { Append, SessionRecord, Store } from '../../relay/store/store.ts'
import { type AttachmentId, attachmentIdSchema } from '../../src/shared/model/attachment.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../src/shared/model/ids.ts'

const atMs = Date.UTC(2026, 0, 5, 9)
const laterMs = atMs + 1_000
const uuid = (number: number) => `01900000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`
const attachmentId = (number: number): AttachmentId => attachmentIdSchema.parse(uuid(number))
const entryId = (number: number) => entryIdSchema.parse(uuid(number))
const pat = userIdSchema.parse('pat')
const doc = userIdSchema.parse('doc')
const s1 = sessionIdSchema.parse('s1')
const s2 = sessionIdSchema.parse('s2')
const hash = (digit: string) => digit.repeat(64)

const session = (change: Partial<SessionRecord> = {}): SessionRecord => ({
  id: s1,
  kind: 'chat',
  active: false,
  createdAtMs: atMs,
  expiresAtMs: null,
  patient: null,
  claimedBy: null,
  dispute: null,
  escalation: null,
  participants: [{ userId: pat, name: 'Pat', role: 'patient' }],
  ...change,
})
const message = (number: number, change: Partial<Append> = {}): Append => ({
  id: entryId(number),
  sessionId: s1,
  thread: 'care',
  senderId: pat,
  senderName: 'Pat',
  senderRole: 'patient',
  atMs,
  body: { kind: 'message', type: 'text', text: 'text' },
  ...change,
})
const attachment = (number: number, change: Partial<AttachmentRecord> = {}): AttachmentRecord => ({
  id: attachmentId(number),
  sessionId: s1,
  thread: 'care',
  uploaderId: pat,
  name: 'photo.png',
  bytes: 10,
  sha256: hash('a'),
  mediaType: null,
  createdAtMs: atMs,
  entryId: null,
  ...change,
})

/** What every database has to do for attachments, for removing what is too old, and for administration. */
export function retentionContract(
  name: string,
  open: () => Promise<{ readonly store: Store; readonly remove: () => Promise<void> }>,
): void {
  describe(`attachments and retention in the store on ${name}`, () => {
    let opened: Awaited<ReturnType<typeof open>>
    let store: Store
    beforeEach(async () => {
      opened = await open()
      store = opened.store
      await store.sessions.put(session())
      await store.sessions.put(session({ id: s2 }))
    })
    afterEach(async () => {
      await store.close()
      await opened.remove()
    })

    it('keeps an attachment from its beginning to its message, and counts those that are not whole', async () => {
      await store.attachments.insert(attachment(1))
      await store.attachments.insert(attachment(2, { uploaderId: doc }))
      await store.attachments.insert(attachment(1))
      expect(await store.attachments.find(attachmentId(1))).toEqual(attachment(1))
      expect(await store.attachments.find(attachmentId(9))).toBeUndefined()
      expect(await store.attachments.countOpen(pat)).toBe(1)
      await store.attachments.finish(attachmentId(1), 'image/png')
      expect(await store.attachments.countOpen(pat)).toBe(0)
      const found = await store.attachments.findMany([attachmentId(2), attachmentId(1), attachmentId(9)])
      expect(found.map(({ id }) => id).sort()).toEqual([attachmentId(1), attachmentId(2)])
    })

    it('gives an attachment to one message, and to another only instead of the one that it is said to have', async () => {
      await store.attachments.insert(attachment(1))
      const give = (to: number, instead: number | null) =>
        store.attachments.give(attachmentId(1), entryId(to), instead === null ? null : entryId(instead))
      expect(await give(1, null)).toBe(true)
      expect(await give(1, null)).toBe(true)
      expect(await give(2, null)).toBe(false)
      expect(await give(2, 3)).toBe(false)
      expect(await give(2, 1)).toBe(true)
      expect((await store.attachments.find(attachmentId(1)))?.entryId).toBe(entryId(2))
    })

    it('finds what was never sent, the oldest first, and which files nothing needs any more', async () => {
      await store.attachments.insert(attachment(1, { createdAtMs: atMs + 2 }))
      await store.attachments.insert(attachment(2, { createdAtMs: atMs + 1, sha256: hash('b') }))
      await store.attachments.insert(attachment(3, { entryId: entryId(1) }))
      const unsent = async (beforeMs: number, limit = 10) =>
        (await store.attachments.unsentBefore(beforeMs, limit)).map(({ id }) => id)
      expect(await unsent(laterMs)).toEqual([attachmentId(2), attachmentId(1)])
      expect(await unsent(laterMs, 1)).toEqual([attachmentId(2)])
      expect(await unsent(atMs + 2)).toEqual([attachmentId(2)])
      expect(await store.attachments.removeUnsent(attachmentId(2))).toBe(true)
      expect(await store.attachments.removeUnsent(attachmentId(1))).toBe(true)
      expect(await store.attachments.removeUnsent(attachmentId(3))).toBe(false)
      expect((await store.attachments.find(attachmentId(3)))?.entryId).toBe(entryId(1))
      expect(await store.attachments.unneeded([hash('a'), hash('b'), hash('b'), hash('c')])).toEqual([
        hash('b'),
        hash('c'),
      ])
    })

    it('purges a session that is over and old, with all that belongs to it, and nothing of another', async () => {
      await store.log.appendAll([message(1), message(2, { sessionId: s2 })])
      const target = { target: entryId(1), targetSeq: 1 }
      await store.log.appendAll([message(3, { body: { kind: 'redaction', ...target } })])
      await store.attachments.insert(attachment(1))
      await store.attachments.insert(attachment(2, { sessionId: s2 }))
      await store.watermarks.raiseAll([{ sessionId: s1, thread: 'care', userId: pat, deliveredUpTo: 1, readUpTo: 1 }])
      expect(await store.retention.purge(s1, laterMs)).toEqual([hash('a')])
      expect(await store.sessions.find(s1)).toBeUndefined()
      expect(await store.log.heads([s1])).toEqual([])
      expect(await store.watermarks.of([s1])).toEqual([])
      expect(await store.attachments.find(attachmentId(1))).toBeUndefined()
      expect(await store.retention.purge(s1, laterMs)).toBeUndefined()
      expect((await store.sessions.find(s2))?.id).toBe(s2)
      expect(await store.log.heads([s2])).toEqual([{ sessionId: s2, thread: 'care', head: 1 }])
      expect(await store.attachments.unneeded([hash('a')])).toEqual([])
    })

    it('lists what may be purged in pages: over by closing or expiry, and silent since', async () => {
      const put = (id: string, change: Partial<SessionRecord>) =>
        store.sessions.put(session({ id: sessionIdSchema.parse(id), ...change }))
      await put('s3', { active: true })
      await put('s4', { active: true, expiresAtMs: atMs + 1 })
      await put('s5', { active: true, expiresAtMs: laterMs + 1 })
      await put('s6', { createdAtMs: laterMs })
      await store.log.appendAll([message(1, { atMs: laterMs })])
      expect(await store.retention.purgeable(laterMs, 10, null)).toEqual(['s2', 's4'])
      expect(await store.retention.purgeable(laterMs, 1, null)).toEqual(['s2'])
      expect(await store.retention.purgeable(laterMs, 10, s2)).toEqual(['s4'])
      expect(await store.retention.purge(s1, laterMs)).toBeUndefined()
      expect(await store.retention.purge(sessionIdSchema.parse('s3'), laterMs)).toBeUndefined()
    })

    it('keeps what is in dispute, however old it is, until that is resolved', async () => {
      const dispute = { openedBy: pat, openedAt: atMs, reason: 'wrong dose' }
      await store.sessions.put(session({ dispute }))
      expect(await store.retention.purgeable(laterMs, 10, null)).toEqual([s2])
      expect(await store.retention.purge(s1, laterMs)).toBeUndefined()
      expect((await store.sessions.find(s1))?.dispute).toEqual(dispute)
      await store.sessions.put(session())
      expect(await store.retention.purgeable(laterMs, 10, null)).toEqual([s1, s2])
    })

    it('lists accounts by id, and revokes all tokens of a user that could still be used', async () => {
      const user = { role: 'clinician' as const, email: null, passwordHash: null, timeZone: null, schedule: [] }
      await store.users.put({ ...user, id: pat, name: 'Pat' })
      await store.users.put({ ...user, id: doc, name: 'Doc' })
      expect((await store.users.list()).map(({ id }) => id)).toEqual([doc, pat])
      const token = (value: string, userId = pat) => ({ hash: value, familyId: value, userId, expiresAtMs: laterMs })
      for (const one of [token('one'), token('two'), token('three', doc)]) await store.refreshTokens.insert(one)
      expect(await store.refreshTokens.revokeAllOf(pat)).toBe(2)
      expect(await store.refreshTokens.revokeAllOf(pat)).toBe(0)
      const successor = { hash: 'next', expiresAtMs: laterMs }
      expect(await store.refreshTokens.rotate('one', successor, atMs)).toEqual({ outcome: 'reused' })
      expect(await store.refreshTokens.rotate('three', successor, atMs)).toEqual({ outcome: 'rotated', userId: doc })
    })
  })
}
