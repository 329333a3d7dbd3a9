import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { uploadLimits } from '../../../../relay/attachments/uploadLimits.ts'
import { attachmentIdSchema } from '../../../../src/shared/model/files/attachment.ts'
import { entryIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'
import { notificationIdSchema } from '../../../../src/shared/model/notification.ts'
import { invitationIdSchema } from '../../../../src/shared/protocol/invitation.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { atMs, clinician, patient, sessionId, user } from '../storeRecords.ts'

const laterMs = atMs + 3_600_000
const person = { userId: clinician, pseudonym: 'Deleted user 1' }
const noKeys = () => ['nobody’s']

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

/** An erased account is gone with all that was kept for it, and its id is given to nobody. */
export function erasedAccountContract({ store }: ContractStore): void {
  describe('erasing an account', () => {
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
      // A login that was under way does so.
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

    it('changes nothing when nobody is known by the id, and can be done again', async () => {
      const nobody = { userId: userIdSchema.parse('nobody'), pseudonym: 'Deleted user 3' }
      expect(await store().erasure.removeAccount(nobody, noKeys)).toBeUndefined()
      expect(await store().refreshTokens.isEnded({ userId: nobody.userId, issuedAtMs: atMs })).toBe(false)
      expect(await store().erasure.removeAccount(person, noKeys)).toEqual([])
      expect(await store().erasure.removeAccount(person, noKeys)).toEqual([])
    })
  })
}
