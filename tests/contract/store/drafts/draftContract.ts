import { describe, expect, it } from 'vitest'
import type { DraftState } from '../../../../relay/store/drafts/draftStore.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { storeSession } from '../../../support/relay/storeSession.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { atMs, clinician, otherSessionId, session, sessionId } from '../storeRecords.ts'

const colleague = userIdSchema.parse('colleague')
const place = { userId: clinician, sessionId, thread: 'care' } as const
const state = (text: string): DraftState => ({
  ...{ text, at: atMs, writer: 'w' },
  others: [{ id: '0198c0de-0000-7000-8000-000000000001', text: 'older', at: atMs }],
})

/** Drafts are their writer's, change one after the other, and go with their session and their writer. */
export function draftContract({ store, reopen }: ContractStore): void {
  describe('drafts', () => {
    const put = (text: string, change: Partial<typeof place> = {}) =>
      store().drafts.change({ ...place, ...change }, () => state(text))
    const textsOf = async (userId = clinician, after = 0) =>
      (await store().drafts.changedAfter(userId, after, 10)).map(({ text }) => text)

    it('are read by what changed after a version, by their writer alone, also after the store was opened again', async () => {
      expect(await store().drafts.newest(clinician)).toBe(0)
      const first = await put('first')
      expect(first).toEqual({ draft: { ...state('first'), sessionId, thread: 'care', version: 1 }, isChanged: true })
      await put('second', { sessionId: otherSessionId })
      await put('third', { userId: colleague })
      await put('first again')
      await reopen()
      expect(await textsOf()).toEqual(['second', 'first again'])
      expect(await textsOf(colleague)).toEqual(['third'])
      expect(await textsOf(clinician, 2)).toEqual(['first again'])
      expect(await store().drafts.newest(clinician)).toBe(3)
      expect((await store().drafts.changedAfter(clinician, 0, 1)).map(({ text }) => text)).toEqual(['second'])
    })

    it('stay as they are where nothing is decided, and nothing is made of nothing', async () => {
      expect(await store().drafts.change(place, () => null)).toBeUndefined()
      const kept = await put('first')
      expect(await store().drafts.change(place, () => null)).toEqual({ draft: kept?.draft, isChanged: false })
    })

    it('change one after the other, each deciding by the one before', async () => {
      const add = (letter: string) =>
        store().drafts.change(place, (current) => state(`${current?.text ?? ''}${letter}`))
      await Promise.all(['a', 'b', 'c', 'd', 'e'].map(add))
      const [draft] = await store().drafts.changedAfter(clinician, 0, 10)
      expect([...(draft?.text ?? '')].sort().join('')).toBe('abcde')
    })

    it('go with their session when it is purged, and with their writer', async () => {
      await storeSession(store(), session({ active: false }))
      await put('first')
      await put('second', { sessionId: otherSessionId })
      expect(await store().retention.purge(sessionId, Number.MAX_SAFE_INTEGER)).toEqual([])
      expect(await textsOf()).toEqual(['second'])
      await store().erasure.removeAccount({ userId: clinician, pseudonym: 'p' }, () => [])
      expect(await textsOf()).toEqual([])
      await expect(put('third', { sessionId: otherSessionId })).rejects.toThrow('erased')
    })
  })
}
