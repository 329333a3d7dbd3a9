import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { uploadLimits } from '../../../relay/attachments/uploadLimits.ts'
import type { Store } from '../../../relay/store/store.ts'
import { attachmentIdSchema } from '../../../src/shared/model/files/attachment.ts'
import { entryIdSchema, type SessionId, userIdSchema } from '../../../src/shared/model/ids.ts'
import { notificationIdSchema } from '../../../src/shared/model/notification.ts'
import { invitationIdSchema } from '../../../src/shared/protocol/invitation.ts'
import { storeSession } from '../../support/relay/storeSession.ts'
import { atMs, clinician, message, otherSessionId, patient, session, sessionId, user } from './storeRecords.ts'

const laterMs = atMs + 3_600_000
const person = { userId: clinician, pseudonym: 'Deleted user 1' }
const noKeys = () => ['nobody’s']

/** The part of the store's contract that is on erasure. */
export function erasureContract(store: () => Store): void {
  async function rename(of = person): Promise<number> {
    let [entries, after]: [number, SessionId | null] = [0, null]
    do {
      const renamed: { readonly entries: number; readonly last: SessionId | null } = await store().erasure.renameInLogs(
        of,
        after,
      )
      entries += renamed.entries
      after = renamed.last
    } while (after !== null)
    return entries
  }

  const upload = (sha256: string, more: object = {}) => ({
    ...{ id: attachmentIdSchema.parse(randomUUID()), sessionId, thread: 'care' as const, uploaderId: clinician },
    ...{
      name: 'x.png',
      bytes: 1,
      sha256,
      mediaType: 'image/png',
      createdAtMs: atMs,
      receivedAtMs: atMs,
      entryId: null,
    },
    ...more,
  })

  describe('erasing a person', () => {
    it('removes the account and what is kept for it, and leaves what others have', async () => {
      await store().users.put(user(), atMs)
      await store().users.put(user({ id: patient, email: null }), atMs)
      const token = { hash: 'h', familyId: 'f', userId: clinician, expiresAtMs: laterMs }
      await store().refreshTokens.insert(token)
      await store().refreshTokens.insert({ ...token, hash: 'g', familyId: 'e', userId: patient })
      for (const userId of [clinician, patient]) {
        const about = { kind: 'announcement', title: 'a title', text: 'a text' } as const
        const id = notificationIdSchema.parse(randomUUID())
        await store().notifications.insertAll([{ id, userId, about, priority: 'normal', count: 1, atMs, read: false }])
        const link = invitationIdSchema.parse(randomUUID())
        await store().invitations.insert({ id: link, sessionId, userId, createdAtMs: atMs, expiresAtMs: laterMs })
      }
      await store().signIns.remember(clinician, ['a place'], atMs, 5)
      const failure = { next: new Map([['theirs', { count: 3, lastAtMs: atMs }]]), answer: undefined }
      await store().signIns.change(['theirs'], () => failure)
      const [unsent, sent] = [upload('a'), upload('b', { entryId: entryIdSchema.parse(randomUUID()) })]
      for (const one of [unsent, sent]) await store().attachments.begin(one, uploadLimits)

      let given: readonly string[] = []
      const uploads = await store().erasure.removeAccount(person, (places) => {
        given = places
        return ['theirs']
      })
      expect(given).toEqual(['a place'])
      expect(uploads).toEqual([{ id: unsent.id, sha256: 'a' }])
      expect(await store().users.find(clinician)).toBeUndefined()
      const query = { limit: 10, unreadOnly: false }
      expect(await store().notifications.list(clinician, query)).toEqual([])
      expect(await store().notifications.list(patient, query)).toHaveLength(1)
      expect((await store().invitations.list(sessionId)).map(({ userId }) => userId)).toEqual([patient])
      expect(await store().signIns.knownPlaces(clinician, ['a place'], 0)).toEqual([])
      const counts = await store().signIns.change(['theirs'], (now) => ({ next: new Map(), answer: now.get('theirs') }))
      expect(counts?.count).toBe(0)
      expect(await store().attachments.find(unsent.id)).toBeUndefined()
      expect(await store().attachments.find(sent.id)).toBeDefined()
      expect(await store().refreshTokens.isEnded({ userId: patient, loginId: 'e' })).toBe(false)
    })

    it('ends every token for good, and gives the id to nobody', async () => {
      await store().users.put(user(), atMs)
      await store().refreshTokens.insert({ hash: 'h', familyId: 'f', userId: clinician, expiresAtMs: laterMs })
      await store().erasure.removeAccount(person, noKeys)
      // As by a login that was under way.
      const late = { hash: 'i', familyId: 'f', userId: clinician, expiresAtMs: laterMs }
      await expect(store().refreshTokens.insert(late)).rejects.toThrow()
      const isEnded = (admission: object) => store().refreshTokens.isEnded({ userId: clinician, ...admission })
      expect(await isEnded({ loginId: 'f' })).toBe(true)
      expect(await isEnded({ issuedAtMs: laterMs * 2 })).toBe(true)
      await store().refreshTokens.revokeAllOf(clinician, laterMs)
      expect(await isEnded({ issuedAtMs: laterMs * 2 })).toBe(true)
      await expect(store().users.put(user(), laterMs)).rejects.toMatchObject({ failure: { kind: 'conflict' } })
      const link = { id: invitationIdSchema.parse(randomUUID()), sessionId, userId: clinician }
      const invited = store().invitations.insert({ ...link, createdAtMs: atMs, expiresAtMs: laterMs })
      await expect(invited).rejects.toMatchObject({ failure: { kind: 'conflict' } })
      expect(await store().users.find(clinician)).toBeUndefined()
    })

    it('puts the pseudonym into every place of the record that has the name, and keeps what was said', async () => {
      const other = { senderId: patient }
      const named = { userId: clinician, name: 'Doc' }
      await store().log.appendAll([
        message(1, { senderId: clinician, senderName: 'Doc', senderRole: 'clinician' }),
        message(2, { senderId: clinician, senderName: 'Doc', thread: 'staff', sessionId: otherSessionId }),
        message(3, { ...other, body: { kind: 'membership', ...named, role: 'clinician', change: 'joined' } }),
        message(4, { ...other, body: { kind: 'state', change: 'transferred', to: named } }),
        message(5, other),
      ])
      await store().erasure.removeAccount(person, noKeys)
      expect(await rename()).toBe(4)
      const read = (of: SessionId, thread: 'care' | 'staff') =>
        store().log.read({ sessionId: of, thread, limit: 10, from: { after: 0 } })
      const entries = [...(await read(sessionId, 'care')), ...(await read(otherSessionId, 'staff'))]
      expect(JSON.stringify(entries)).not.toContain('"Doc"')
      expect(entries.map(({ senderName }) => senderName)).toEqual([
        ...[person.pseudonym, 'Pat', 'Pat', 'Pat'],
        person.pseudonym,
      ])
      expect(entries.map(({ body }) => body)).toMatchObject([
        { text: 'text 1' },
        { userId: clinician, name: person.pseudonym },
        { to: { userId: clinician, name: person.pseudonym } },
        { text: 'text 5' },
        { text: 'text 2' },
      ])
      expect((await store().sessions.find(sessionId))?.participants).toMatchObject([
        { userId: patient, name: 'Pat' },
        { userId: clinician, name: person.pseudonym },
      ])
    })

    it.each(['d_c', 'd%', 'd!c', 'd"c', 'd\\c', 'DOC'])('takes %s for nobody else', async (id) => {
      const userId = userIdSchema.parse(id)
      const body = (of: typeof userId, name: string) =>
        ({ kind: 'membership', userId: of, name, role: 'clinician', change: 'joined' }) as const
      await storeSession(store(), session({ participants: [{ userId, name: 'Odd', role: 'clinician' }] }))
      const of = { sessionVersion: (await store().sessions.find(sessionId))?.version ?? 0, senderId: patient }
      await store().log.appendAll([
        message(1, { ...of, body: body(userId, 'Odd') }),
        message(2, { ...of, body: body(clinician, 'Doc') }),
      ])
      const odd = { userId, pseudonym: 'Deleted user 2' }
      await store().erasure.removeAccount(odd, noKeys)
      expect(await rename(odd)).toBe(1)
      const entries = await store().log.read({ sessionId, thread: 'care', limit: 10, from: { after: 0 } })
      expect(entries.map((entry) => entry.body)).toMatchObject([{ name: odd.pseudonym }, { name: 'Doc' }])
    })

    it('changes nothing when nobody is known by the id, and can be done again', async () => {
      const nobody = { userId: userIdSchema.parse('nobody'), pseudonym: 'Deleted user 3' }
      expect(await store().erasure.removeAccount(nobody, noKeys)).toBeUndefined()
      expect(await store().refreshTokens.isEnded({ userId: nobody.userId, issuedAtMs: atMs })).toBe(false)
      expect(await store().erasure.removeAccount(person, noKeys)).toEqual([])
      expect(await store().erasure.removeAccount(person, noKeys)).toEqual([])
    })
  })
}
