import { describe, expect, it } from 'vitest'
import type { AttachmentRecord } from '../../../../relay/store/attachments/attachmentRecord.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { attachment, attachmentId, doc, message, roomy, s1, s2 } from './attachmentRecords.ts'

/** No more uploads are begun than the budget has room for, however they are begun. */
export function uploadBudgetContract({ store }: ContractStore): void {
  describe('beginning an upload', () => {
    const begin = (one: AttachmentRecord) => store().attachments.begin(one, roomy)

    it('keeps an attachment from its beginning on, and begins no more than may be open at once, however they are begun', async () => {
      expect(await begin(attachment(1))).toBe('begun')
      await begin(attachment(2, { uploaderId: doc }))
      expect(await begin(attachment(1))).toBe('begun')
      expect(await store().attachments.find(attachmentId(1))).toEqual(attachment(1))
      expect(await store().attachments.find(attachmentId(9))).toBeUndefined()
      const begun = await Promise.all(Array.from({ length: 100 }, (_, index) => begin(attachment(10 + index))))
      expect(begun.filter((one) => one === 'begun')).toHaveLength(19)
      expect(await begin(attachment(200))).toBe('tooManyOpen')
      expect(await store().attachments.find(attachmentId(200))).toBeUndefined()
      expect(await begin(attachment(201, { uploaderId: doc }))).toBe('begun')
      expect(await store().attachments.finish(attachmentId(1), 'image/png')).toBe(true)
      expect(await begin(attachment(200))).toBe('begun')
      const found = await store().attachments.findMany([attachmentId(2), attachmentId(1), attachmentId(9)])
      expect(found.map(({ id }) => id).sort()).toEqual([attachmentId(1), attachmentId(2)])
    })

    it('begins no more bytes than one user, and one session, may have in no message, however they are begun', async () => {
      const budget = { mostOpen: 1_000, unsentBytesOfUser: 100, unsentBytesOfSession: 150 }
      const flood = async (from: number, change: Partial<AttachmentRecord>) => {
        const numbers = Array.from({ length: 40 }, (_, index) => from + index)
        const outcomes = await Promise.all(
          numbers.map((number) => store().attachments.begin(attachment(number, change), budget)),
        )
        const countOf = (outcome: (typeof outcomes)[number]) => outcomes.filter((one) => one === outcome).length
        const kept = await store().attachments.findMany(numbers.map(attachmentId))
        expect(kept).toHaveLength(countOf('begun'))
        return {
          begun: countOf('begun'),
          ofUser: countOf('tooMuchOfUser'),
          firstInSession: countOf('tooMuchOfSession'),
        }
      }
      const whole = { mediaType: 'image/png' }
      // What is whole counts like what is not, and what is of another session too.
      await store().attachments.begin(attachment(1, { ...whole, sessionId: s2, bytes: 30 }), budget)
      expect(await flood(100, whole)).toEqual({ begun: 7, ofUser: 33, firstInSession: 0 })
      expect(await flood(200, { uploaderId: doc })).toEqual({ begun: 8, ofUser: 0, firstInSession: 32 })
      const just = (number: number, bytes: number) => store().attachments.begin(attachment(number, { bytes }), budget)
      expect(await just(300, 1)).toBe('tooMuchOfUser')
      const [one, other] = await store().attachments.findMany(
        Array.from({ length: 40 }, (_, at) => attachmentId(100 + at)),
      )
      if (!one || !other) throw new Error('nothing was begun')
      expect(await store().attachments.removeUnsent(one.id)).toBe(true)
      expect(await just(301, 11)).toBe('tooMuchOfUser')
      expect(await just(302, 10)).toBe('begun')
      const sent = message(5, {
        body: {
          ...{ kind: 'message', type: 'image', text: '' },
          attachments: [{ id: other.id, name: 'a.png', mediaType: 'image/png', bytes: 10, sha256: other.sha256 }],
        },
      })
      expect((await store().log.appendAll([sent])).map(({ outcome }) => outcome)).toEqual(['appended'])
      expect(await just(303, 10)).toBe('begun')
      expect(await just(304, 1)).toBe('tooMuchOfUser')
    })

    it('fills what one session may have, and no more, when several begin at once in more than one session', async () => {
      const budget = { mostOpen: 1_000, unsentBytesOfUser: 1e9, unsentBytesOfSession: 150 }
      const uploaders = ['pat', 'doc', 'eve', 'bob'].map((id) => userIdSchema.parse(id))
      const places = Array.from({ length: 20 }, () => [s1, s2]).flatMap((pair) =>
        pair.flatMap((sessionId) => uploaders.map((uploaderId) => ({ uploaderId, sessionId }))),
      )
      const outcomes = await Promise.all(
        places.map((place, index) => store().attachments.begin(attachment(index + 1, place), budget)),
      )
      for (const sessionId of [s1, s2])
        expect(outcomes.filter((one, at) => one === 'begun' && places[at]?.sessionId === sessionId)).toHaveLength(15)
    })
  })
}
