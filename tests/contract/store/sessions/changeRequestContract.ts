import { describe, expect, it } from 'vitest'
import type { ContractStore } from '../openForEachTest.ts'
import { clinician, entryId, message, otherSessionId, patient, session, sessionId } from '../storeRecords.ts'

/** A request for a change is carried out once. */
export function changeRequestContract({ store }: ContractStore): void {
  describe('a request to change a session', () => {
    const all = async () => await store().log.read({ sessionId, thread: 'care', limit: 10_000, from: { after: 0 } })
    const request = (number: number, asks = 'close', senderId = clinician) =>
      store().sessions.change({
        id: sessionId,
        request: { id: entryId(number), senderId, asks },
        decide: (current) => ({
          next: session({ active: current?.active === false }),
          appends: [message(number, { senderId, body: { kind: 'state', change: 'closed' } })],
        }),
      })

    it('returns the same entry when it is repeated, and changes nothing', async () => {
      await request(300)
      const before = await store().sessions.find(sessionId)
      expect(await request(300)).toMatchObject({ outcome: 'repeated', entry: { id: entryId(300), seq: 1 } })
      expect(await store().sessions.find(sessionId)).toEqual(before)
      expect(await all()).toHaveLength(1)
    })

    it('is refused under an id that was used for anything else, with nothing changed', async () => {
      await request(300)
      await store().log.appendAll([
        message(301, { senderId: clinician, sessionVersion: 2 }),
        message(302, { sessionVersion: 2 }),
        message(303, { senderId: clinician, sessionId: otherSessionId }),
        message(304, { thread: 'staff', sessionVersion: 2 }),
      ])
      const before = [await store().sessions.find(sessionId), await all()]
      const refused = { failure: { kind: 'conflict' } }
      await expect(request(300, 'claim')).rejects.toMatchObject(refused)
      await expect(request(300, 'close', patient)).rejects.toMatchObject(refused)
      for (const number of [301, 302, 303, 304]) await expect(request(number)).rejects.toMatchObject(refused)
      expect([await store().sessions.find(sessionId), await all()]).toEqual(before)
    })
  })
}
