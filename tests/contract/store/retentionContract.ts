import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AttachmentRecord } from '../../../relay/store/attachments/attachmentRecord.ts'
import type { Append } from '../../../relay/store/log/append.ts'
import type { SessionState } from '../../../relay/store/sessions/sessionRecord.ts'
import type { Store } from '../../../relay/store/store.ts'
import { type AttachmentId, attachmentIdSchema } from '../../../src/shared/model/files/attachment.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { storeSession } from '../../support/relay/storeSession.ts'

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

const session = (change: Partial<SessionState> = {}): SessionState => ({
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
  sessionVersion: 1,
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
  receivedAtMs: atMs,
  entryId: null,
  ...change,
})

/** Room for everything but more than twenty uploads that are not whole. */
const roomy = { mostOpen: 20, unsentBytesOfUser: 1e9, unsentBytesOfSession: 1e9 }

const fileOf = (number: number) => {
  const { id, name, bytes, sha256 } = attachment(number)
  return { id, name, mediaType: 'image/png', bytes, sha256 }
}
const carrying = (number: number, files: readonly number[], change: Partial<Append> = {}): Append =>
  message(number, {
    body: { kind: 'message', type: 'image', text: '', attachments: files.map(fileOf) },
    ...change,
  })

/** Contract of attachments, of removing what is too old, and of administration on every database. */
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
      await storeSession(store, session())
      await storeSession(store, session({ id: s2 }))
    })
    afterEach(async () => {
      await store.close()
      await opened.remove()
    })

    const begin = (one: AttachmentRecord) => store.attachments.begin(one, roomy)

    it('keeps an attachment from its beginning on, and begins no more than may be open at once, however they are begun', async () => {
      expect(await begin(attachment(1))).toBe('begun')
      await begin(attachment(2, { uploaderId: doc }))
      expect(await begin(attachment(1))).toBe('begun')
      expect(await store.attachments.find(attachmentId(1))).toEqual(attachment(1))
      expect(await store.attachments.find(attachmentId(9))).toBeUndefined()
      const begun = await Promise.all(Array.from({ length: 100 }, (_, index) => begin(attachment(10 + index))))
      expect(begun.filter((one) => one === 'begun')).toHaveLength(19)
      expect(await begin(attachment(200))).toBe('tooManyOpen')
      expect(await store.attachments.find(attachmentId(200))).toBeUndefined()
      expect(await begin(attachment(201, { uploaderId: doc }))).toBe('begun')
      expect(await store.attachments.finish(attachmentId(1), 'image/png')).toBe(true)
      expect(await begin(attachment(200))).toBe('begun')
      const found = await store.attachments.findMany([attachmentId(2), attachmentId(1), attachmentId(9)])
      expect(found.map(({ id }) => id).sort()).toEqual([attachmentId(1), attachmentId(2)])
    })

    it('gives a file to a message in the transaction that stores it: to one of those sent at once, and to none that is not stored', async () => {
      await begin(attachment(1, { mediaType: 'image/png' }))
      await begin(attachment(2, { mediaType: 'image/png' }))
      const outcomesOf = async (appends: readonly Append[]) =>
        (await store.log.appendAll(appends)).map(({ outcome }) => outcome)
      expect(await outcomesOf([carrying(1, [1], { sessionVersion: 9 })])).toEqual(['outdated'])
      expect(await outcomesOf([carrying(2, [1, 3])])).toEqual(['unattached'])
      expect(await outcomesOf([carrying(3, [1], { senderId: doc })])).toEqual(['unattached'])
      expect(await outcomesOf([message(4), carrying(4, [1])])).toEqual(['appended', 'conflict'])
      expect((await store.attachments.find(attachmentId(1)))?.entryId).toBeNull()
      const each = await Promise.all([5, 6, 7].map((number) => store.log.appendAll([carrying(number, [1, 2])])))
      const both = await store.log.appendAll([carrying(8, [1]), message(9)])
      expect(both.map(({ outcome }) => outcome)).toEqual(['unattached', 'appended'])
      const stored = each.flat().flatMap((one) => (one.outcome === 'appended' ? [one.entry] : []))
      expect(stored).toHaveLength(1)
      expect((await store.attachments.find(attachmentId(1)))?.entryId).toBe(stored[0]?.id)
      expect((await store.attachments.find(attachmentId(2)))?.entryId).toBe(stored[0]?.id)
      const again = [5, 6, 7].filter((number) => entryId(number) === stored[0]?.id)
      expect(await outcomesOf(again.map((number) => carrying(number, [1, 2])))).toEqual(['repeated'])
      const thread = { sessionId: s1, thread: 'care', limit: 100, from: { after: 0 } } as const
      expect((await store.log.read(thread)).map(({ seq }) => seq)).toEqual([1, 2, 3])
    })

    it('keeps a file that is discarded while it is sent with its message, or refuses the message', async () => {
      for (let number = 1; number <= 20; number += 1) {
        await begin(attachment(number, { mediaType: 'image/png' }))
        const [[sent], isGone] = await Promise.all([
          store.log.appendAll([carrying(number, [number])]),
          store.attachments.removeUnsent(attachmentId(number)),
        ])
        expect(sent?.outcome).toBe(isGone ? 'unattached' : 'appended')
        expect((await store.attachments.find(attachmentId(number)))?.entryId).toBe(isGone ? undefined : entryId(number))
      }
    })

    it('begins no more bytes than one user, and one session, may have in no message, however they are begun', async () => {
      const budget = { mostOpen: 1_000, unsentBytesOfUser: 100, unsentBytesOfSession: 150 }
      const flood = async (from: number, change: Partial<AttachmentRecord>) => {
        const numbers = Array.from({ length: 40 }, (_, index) => from + index)
        const outcomes = await Promise.all(
          numbers.map((number) => store.attachments.begin(attachment(number, change), budget)),
        )
        const countOf = (outcome: (typeof outcomes)[number]) => outcomes.filter((one) => one === outcome).length
        const kept = await store.attachments.findMany(numbers.map(attachmentId))
        expect(kept).toHaveLength(countOf('begun'))
        return {
          begun: countOf('begun'),
          ofUser: countOf('tooMuchOfUser'),
          firstInSession: countOf('tooMuchOfSession'),
        }
      }
      const whole = { mediaType: 'image/png' }
      // What is whole counts like what is not, and what is of another session too.
      await store.attachments.begin(attachment(1, { ...whole, sessionId: s2, bytes: 30 }), budget)
      expect(await flood(100, whole)).toEqual({ begun: 7, ofUser: 33, firstInSession: 0 })
      expect(await flood(200, { uploaderId: doc })).toEqual({ begun: 8, ofUser: 0, firstInSession: 32 })
      const just = (number: number, bytes: number) => store.attachments.begin(attachment(number, { bytes }), budget)
      expect(await just(300, 1)).toBe('tooMuchOfUser')
      const [one, other] = await store.attachments.findMany(
        Array.from({ length: 40 }, (_, at) => attachmentId(100 + at)),
      )
      if (!one || !other) throw new Error('nothing was begun')
      expect(await store.attachments.removeUnsent(one.id)).toBe(true)
      expect(await just(301, 11)).toBe('tooMuchOfUser')
      expect(await just(302, 10)).toBe('begun')
      const sent = message(5, {
        body: {
          ...{ kind: 'message', type: 'image', text: '' },
          attachments: [{ id: other.id, name: 'a.png', mediaType: 'image/png', bytes: 10, sha256: other.sha256 }],
        },
      })
      expect((await store.log.appendAll([sent])).map(({ outcome }) => outcome)).toEqual(['appended'])
      expect(await just(303, 10)).toBe('begun')
      expect(await just(304, 1)).toBe('tooMuchOfUser')
    })

    it('lets several fill what one session may have, and no more, when all begin at once in more than one session', async () => {
      const budget = { mostOpen: 1_000, unsentBytesOfUser: 1e9, unsentBytesOfSession: 150 }
      const uploaders = ['pat', 'doc', 'eve', 'bob'].map((id) => userIdSchema.parse(id))
      const places = Array.from({ length: 20 }, () => [s1, s2]).flatMap((pair) =>
        pair.flatMap((sessionId) => uploaders.map((uploaderId) => ({ uploaderId, sessionId }))),
      )
      const outcomes = await Promise.all(
        places.map((place, index) => store.attachments.begin(attachment(index + 1, place), budget)),
      )
      for (const sessionId of [s1, s2])
        expect(outcomes.filter((one, at) => one === 'begun' && places[at]?.sessionId === sessionId)).toHaveLength(15)
    })

    it('tells that an upload is gone when its bytes come, or its end', async () => {
      await begin(attachment(1))
      expect(await store.attachments.receive(attachmentId(1), laterMs)).toBe(true)
      expect((await store.attachments.find(attachmentId(1)))?.receivedAtMs).toBe(laterMs)
      await store.attachments.removeUnsent(attachmentId(1))
      expect(await store.attachments.receive(attachmentId(1), laterMs)).toBe(false)
      expect(await store.attachments.finish(attachmentId(1), 'image/png')).toBe(false)
      expect(await store.attachments.find(attachmentId(1))).toBeUndefined()
    })

    it('removes what was never sent, the oldest first, and knows which files nothing needs any more', async () => {
      await begin(attachment(1, { receivedAtMs: atMs + 2 }))
      await begin(attachment(2, { sessionId: s2, receivedAtMs: atMs + 1, sha256: hash('b') }))
      await begin(attachment(3, { mediaType: 'image/png' }))
      await store.log.appendAll([carrying(1, [3])])
      const removed = async (beforeMs: number, limit = 10) =>
        (await store.attachments.removeUnsentBefore(beforeMs, limit)).map(({ id }) => id)
      expect(await removed(atMs + 1)).toEqual([])
      expect(await removed(laterMs, 1)).toEqual([attachmentId(2)])
      expect(await removed(laterMs)).toEqual([attachmentId(1)])
      expect(await removed(laterMs)).toEqual([])
      expect(await store.attachments.find(attachmentId(1))).toBeUndefined()
      expect(await store.attachments.removeUnsent(attachmentId(3))).toBe(false)
      expect((await store.attachments.find(attachmentId(3)))?.entryId).toBe(entryId(1))
      expect(await store.attachments.unreferenced([hash('a'), hash('b'), hash('b'), hash('c')])).toEqual([
        hash('b'),
        hash('c'),
      ])
    })

    it('keeps what was not sent as long as bytes come from its uploader for the same session', async () => {
      await begin(attachment(1, { mediaType: 'image/png' }))
      await begin(attachment(2, { receivedAtMs: laterMs }))
      await begin(attachment(3, { sessionId: s2 }))
      await begin(attachment(4, { uploaderId: doc }))
      const removed = async () => (await store.attachments.removeUnsentBefore(laterMs, 10)).map(({ id }) => id).sort()
      expect(await removed()).toEqual([attachmentId(3), attachmentId(4)])
      await store.attachments.removeUnsent(attachmentId(2))
      expect(await removed()).toEqual([attachmentId(1)])
    })

    it('removes what was begun and never had a byte, whatever else comes from its uploader', async () => {
      await begin(attachment(1))
      await begin(attachment(2, { receivedAtMs: laterMs }))
      const removed = await store.attachments.removeUnsentBefore(laterMs, 10)
      expect(removed.map(({ id }) => id)).toEqual([attachmentId(1)])
    })

    it('counts what an older node began from when it began, as that notes no bytes', async () => {
      await begin(attachment(1, { mediaType: 'image/png', createdAtMs: laterMs, receivedAtMs: 0 }))
      await begin(attachment(2, { mediaType: 'image/png' }))
      expect(await store.attachments.removeUnsentBefore(laterMs, 10)).toEqual([])
      const removed = await store.attachments.removeUnsentBefore(laterMs + 1, 10)
      expect(removed.map(({ id }) => id).toSorted()).toEqual([attachmentId(1), attachmentId(2)])
    })

    it('purges a session that is over and old, with all that belongs to it, and nothing of another', async () => {
      await store.log.appendAll([message(1), message(2, { sessionId: s2 })])
      const target = { target: entryId(1), targetSeq: 1 }
      await store.log.appendAll([message(3, { body: { kind: 'redaction', ...target } })])
      await begin(attachment(1))
      await begin(attachment(2, { sessionId: s2 }))
      await store.watermarks.raiseAll([{ sessionId: s1, thread: 'care', userId: pat, deliveredUpTo: 1, readUpTo: 1 }])
      expect(await store.retention.purge(s1, laterMs)).toEqual([hash('a')])
      expect(await store.sessions.find(s1)).toBeUndefined()
      expect(await store.log.heads([s1])).toEqual([])
      expect(await store.watermarks.of([s1])).toEqual([])
      expect(await store.attachments.find(attachmentId(1))).toBeUndefined()
      expect(await store.retention.purge(s1, laterMs)).toBeUndefined()
      expect((await store.sessions.find(s2))?.id).toBe(s2)
      expect(await store.log.heads([s2])).toEqual([{ sessionId: s2, thread: 'care', head: 1 }])
      expect(await store.attachments.unreferenced([hash('a')])).toEqual([])
    })

    it('lists what may be purged in pages: over by closing or expiry, and silent since', async () => {
      const put = (id: string, change: Partial<SessionState>) =>
        storeSession(store, session({ id: sessionIdSchema.parse(id), ...change }))
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

    it('takes the words that were redacted before a time, with their files, and those of no later redaction or dispute', async () => {
      const redaction = (number: number, target: number, change: Partial<Append> = {}) =>
        message(number, { body: { kind: 'redaction', target: entryId(target), targetSeq: target }, ...change })
      await begin(attachment(1, { mediaType: 'image/png' }))
      await store.log.appendAll([
        message(1, { body: { kind: 'message', type: 'text', text: 'first', attachments: [fileOf(1)] } }),
        message(2),
        message(3, { body: { kind: 'edit', target: entryId(1), targetSeq: 1, text: 'second' } }),
        redaction(4, 1),
        redaction(5, 2, { atMs: laterMs }),
        message(6, { sessionId: s2 }),
        redaction(7, 6, { sessionId: s2, body: { kind: 'redaction', target: entryId(6), targetSeq: 1 } }),
      ])
      await storeSession(store, session({ id: s2, dispute: { openedBy: pat, openedAt: atMs, reason: 'wrong dose' } }))
      expect(await store.retention.countRedacted(laterMs)).toBe(2)
      expect(await store.retention.purgeRedacted(laterMs)).toEqual({ count: 2, hashes: [hash('a')] })
      expect(await store.retention.purgeRedacted(laterMs)).toEqual({ count: 0, hashes: [] })
      expect(await store.attachments.find(attachmentId(1))).toBeUndefined()
      expect(await store.retention.countRedacted(laterMs + 1)).toBe(1)
      expect(await store.log.heads([s1])).toEqual([{ sessionId: s1, thread: 'care', head: 5 }])
    })

    it('keeps what is in dispute, however old it is, until that is resolved', async () => {
      const dispute = { openedBy: pat, openedAt: atMs, reason: 'wrong dose' }
      await storeSession(store, session({ dispute }))
      expect(await store.retention.purgeable(laterMs, 10, null)).toEqual([s2])
      expect(await store.retention.purge(s1, laterMs)).toBeUndefined()
      expect((await store.sessions.find(s1))?.dispute).toEqual(dispute)
      await storeSession(store, session())
      expect(await store.retention.purgeable(laterMs, 10, null)).toEqual([s1, s2])
    })

    it('lists accounts by id, and revokes all tokens of a user that could still be used', async () => {
      const user = { role: 'clinician' as const, email: null, passwordHash: null, timeZone: null, schedule: [] }
      await store.users.put({ ...user, id: pat, name: 'Pat' }, 0)
      await store.users.put({ ...user, id: doc, name: 'Doc' }, 0)
      expect((await store.users.list()).map(({ id }) => id)).toEqual([doc, pat])
      const token = (value: string, userId = pat) => ({ hash: value, familyId: value, userId, expiresAtMs: laterMs })
      for (const one of [token('one'), token('two'), token('three', doc)]) await store.refreshTokens.insert(one)
      expect(await store.refreshTokens.revokeAllOf(pat, 0)).toBe(2)
      expect(await store.refreshTokens.revokeAllOf(pat, 0)).toBe(0)
      const successor = { hash: 'next', expiresAtMs: laterMs }
      expect(await store.refreshTokens.rotate('one', successor, atMs)).toEqual({ outcome: 'reused' })
      expect(await store.refreshTokens.rotate('three', successor, atMs)).toEqual({
        outcome: 'rotated',
        userId: doc,
        familyId: expect.any(String),
      })
    })
  })
}
