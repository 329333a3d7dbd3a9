import { describe, expect, it } from 'vitest'
import { FailureError } from '../../../../src/shared/model/failure.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { storeSession } from '../../../support/relay/storeSession.ts'
import type { ContractStore } from '../openForEachTest.ts'
import {
  atMs,
  clinician,
  entryId,
  message,
  otherSessionId,
  patient,
  session,
  sessionId,
  user,
} from '../storeRecords.ts'

/** A change is decided on the session as it is, and what was decided before it is not stored after it. */
export function concurrentChangeContract({ store }: ContractStore): void {
  describe('changing a session', () => {
    const all = async () => await store().log.read({ sessionId, thread: 'care', limit: 10_000, from: { after: 0 } })

    it('sees what the change before left, also when many change it at once', async () => {
      const names = Array.from({ length: 20 }, (_, index) => userIdSchema.parse(`helper-${index}`))
      await Promise.all(
        names.map((userId, index) =>
          store().sessions.change({
            id: sessionId,
            decide: (current) => {
              if (!current) throw new Error('not there')
              const participants = [...current.participants, { userId, name: userId, role: 'support' as const }]
              const body = { kind: 'membership', userId, name: userId, role: 'support', change: 'joined' } as const
              return { next: { ...current, participants }, appends: [message(200 + index, { body })] }
            },
          }),
        ),
      )
      const record = await store().sessions.find(sessionId)
      expect(record?.participants.map(({ userId }) => userId).sort()).toEqual([patient, clinician, ...names].sort())
    })

    it('changes nothing when the decision throws, and keeps state, dispute, escalation and how it was put off', async () => {
      const refusal = new FailureError('conflict', 'no')
      await expect(
        store().sessions.change({
          id: sessionId,
          decide: () => {
            throw refusal
          },
        }),
      ).rejects.toBe(refusal)
      expect(await store().sessions.find(sessionId)).toEqual({ ...session(), version: 1 })
      const dispute = { openedBy: patient, openedAt: atMs, reason: 'r' }
      const escalation = { escalatedBy: clinician, escalatedAt: atMs, reason: 's' }
      const later = { by: clinician, at: atMs, until: atMs + 60_000, reason: 'l', upTo: 3 }
      const next = session({ dispute, escalation, later, claimedBy: clinician })
      await storeSession(store(), next)
      expect(await store().sessions.find(sessionId)).toEqual({ ...next, version: 2 })
      expect((await store().sessions.list('supported')).map(({ id }) => id)).toEqual([sessionId])
    })

    it('refuses entries that were decided before it, in both threads', async () => {
      await storeSession(store(), session({ active: false }))
      const outcomes = await store().log.appendAll([
        message(1),
        message(2, { thread: 'staff' }),
        message(3, { sessionVersion: 2 }),
        message(4, { sessionId: otherSessionId }),
      ])
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['outdated', 'outdated', 'appended', 'appended'])
      expect((await all()).map(({ id, seq }) => [id, seq])).toEqual([[entryId(3), 1]])
      expect(await store().log.appendAll([message(5), message(6, { sessionVersion: 2 })])).toMatchObject([
        { outcome: 'outdated' },
        { outcome: 'appended', entry: { seq: 2 } },
      ])
    })

    it('gives the decision the accounts it asks for, as they are then', async () => {
      await store().users.put(user(), atMs)
      const seen: unknown[] = []
      await store().sessions.change({
        id: sessionId,
        accountsOf: [clinician, patient],
        decide: (_, accounts) => {
          seen.push(...accounts.values())
          return { next: session(), appends: [] }
        },
      })
      expect(seen).toEqual([{ id: clinician, name: 'Dr Doc', role: 'clinician' }])
    })
  })
}
