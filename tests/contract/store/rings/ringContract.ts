import { describe, expect, it } from 'vitest'
import type { SessionState } from '../../../../relay/store/sessions/sessionRecord.ts'
import { storeSession } from '../../../support/relay/storeSession.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { atMs, clinician, message, otherSessionId, session, sessionId } from '../storeRecords.ts'

const hourMs = 3_600_000

/** Patients whom nobody has taken are found, and each ring for one is taken once. */
export function ringContract({ store }: ContractStore): void {
  describe('patients whom nobody has taken', () => {
    const untaken = async (sinceMs = atMs + hourMs) =>
      (await store().rings.untaken(sinceMs, atMs + hourMs, 10)).map((one) => one.sessionId)
    const change = (more: Partial<SessionState>) => storeSession(store(), session(more))

    it('are those who wait, the longest wait first', async () => {
      await store().log.appendAll([message(2, { sessionId: otherSessionId }), message(1)])
      expect(await untaken()).toEqual([sessionId, otherSessionId])
      expect(await untaken(atMs + 1)).toEqual([sessionId])
      expect(await untaken(atMs)).toEqual([])
      const [first] = await store().rings.untaken(atMs + hourMs, atMs, 1)
      expect(first).toEqual({ sessionId, owedSinceMs: atMs + 1 })
    })

    it('are taken by a claim, a close, an end, an answer, or by putting them off', async () => {
      await store().log.appendAll([message(1)])
      const later = { until: null, reason: 'r', upTo: 1, by: clinician, at: atMs }
      const takings = [{ claimedBy: clinician }, { active: false }, { expiresAtMs: atMs + hourMs }, { later }]
      for (const taking of takings) {
        await change(taking)
        expect([Object.keys(taking), await untaken()]).toEqual([Object.keys(taking), []])
        await change({})
      }
      expect(await untaken()).toEqual([sessionId])
      const version = (await store().sessions.find(sessionId))?.version ?? 0
      await store().log.appendAll([
        message(2, { senderId: clinician, senderRole: 'clinician', sessionVersion: version }),
      ])
      await store().log.appendAll([message(3, { sessionVersion: version })])
      expect(await untaken()).toEqual([])
    })

    it('are rung for once for each number of a wait, by whoever comes first', async () => {
      const wait = { sessionId, owedSinceMs: atMs }
      const at = async (count: number, of = wait) => await store().rings.take(of, count)
      const firsts = await Promise.all([at(1), at(1), at(1)])
      expect(firsts.filter((isTaken) => isTaken)).toEqual([true])
      expect([await at(3), await at(2), await at(3), await at(4)]).toEqual([true, false, false, true])
      expect(await at(1, { sessionId, owedSinceMs: atMs + 1 })).toBe(true)
    })
  })
}
