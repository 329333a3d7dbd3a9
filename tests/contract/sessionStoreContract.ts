import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Store } from '../../relay/store/store.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import { sessionIdSchema, userIdSchema } from '../../src/shared/model/ids.ts'
import { type InvitationId, invitationIdSchema } from '../../src/shared/protocol/invitation.ts'
import { atMs, clinician, message, otherSessionId, patient, session, sessionId, user } from './storeRecords.ts'

/**
 * The part of the store's contract that is on sessions and their changes. `store`: the open one, which holds `session()` and
 * another under `otherSessionId`; `disk`: what its database is kept on.
 */
export function sessionStoreContract(
  store: () => Store,
  disk: () => { readonly fill: () => unknown; readonly free: () => unknown },
): void {
  const all = async () => await store().log.read({ sessionId, thread: 'care', limit: 10_000, from: { after: 0 } })

  describe('sessions', () => {
    it('are found whole, with their participants in order', async () => {
      const whole = session({
        kind: 'telemedicine',
        expiresAtMs: atMs + 1,
        patient: { name: 'Pat Ient', birthDate: '1980-02-29', sex: 'other', mrn: 'M-1' },
      })
      await store().sessions.put(whole)
      expect(await store().sessions.find(sessionId)).toEqual(whole)
      expect(await store().sessions.find(sessionIdSchema.parse('none'))).toBeUndefined()
    })

    it('are listed for their participants only, or all of them, by id', async () => {
      await store().sessions.put(session({ id: otherSessionId, participants: session().participants.slice(1) }))
      const ids = async (of: Parameters<Store['sessions']['list']>[0]) =>
        (await store().sessions.list(of)).map((record) => record.id)
      expect(await ids({ participant: patient })).toEqual(['s1'])
      expect(await ids({ participant: clinician })).toEqual(['s1', 's2'])
      expect(await ids('everything')).toEqual(['s1', 's2'])
    })

    it('show the name of the account where there is one', async () => {
      await store().users.put(user())
      const found = await store().sessions.find(sessionId)
      expect(found?.participants.map((participant) => participant.name)).toEqual(['Pat', 'Dr Doc'])
    })

    it('take their invitations with them when they are closed, for good, and those of no other', async () => {
      const of = { userId: patient, createdAtMs: atMs, expiresAtMs: atMs + 1_000 }
      const [first, second, later] = [randomUUID(), randomUUID(), randomUUID()].map((id) =>
        invitationIdSchema.parse(id),
      )
      if (!first || !second || !later) throw new Error('no ids')
      const isRevoked = async (id: InvitationId) => (await store().invitations.find(id))?.revoked
      await store().invitations.insert({ ...of, id: first, sessionId })
      await store().invitations.insert({ ...of, id: second, sessionId: otherSessionId })
      await store().sessions.put(session())
      expect(await isRevoked(first)).toBe(false)
      await store().sessions.change(sessionId, () => ({ next: session({ active: false }), appends: [] }))
      await store().sessions.put(session())
      expect([await isRevoked(first), await isRevoked(second)]).toEqual([true, false])
      await store().invitations.insert({ ...of, id: later, sessionId })
      await store().sessions.put(session({ active: false }))
      expect(await isRevoked(later)).toBe(true)
    })

    it('are put together with the entries that tell of it, or not at all', async () => {
      const outcomes = await store().sessions.put(session({ active: false }), [message(1)])
      expect(outcomes).toMatchObject([{ outcome: 'appended', entry: { seq: 1 } }])
      await disk().fill()
      const large = Array.from({ length: 50 }, (_, index) =>
        message(100 + index, { body: { kind: 'message', type: 'text', text: 'x'.repeat(16_000) } }),
      )
      await expect(store().sessions.put(session({ active: true }), large)).rejects.toMatchObject({
        failure: { kind: 'diskFull' },
      })
      await disk().free()
      expect(await store().sessions.find(sessionId)).toMatchObject({ active: false })
      expect(await all()).toHaveLength(1)
    })
  })

  describe('changing a session', () => {
    it('sees what the change before left, also when many change it at once', async () => {
      const names = Array.from({ length: 20 }, (_, index) => userIdSchema.parse(`helper-${index}`))
      await Promise.all(
        names.map((userId, index) =>
          store().sessions.change(sessionId, (current) => {
            if (!current) throw new Error('not there')
            const participants = [...current.participants, { userId, name: userId, role: 'support' as const }]
            const body = { kind: 'membership', userId, name: userId, role: 'support', change: 'joined' } as const
            return { next: { ...current, participants }, appends: [message(200 + index, { body })] }
          }),
        ),
      )
      const record = await store().sessions.find(sessionId)
      expect(record?.participants.map(({ userId }) => userId).sort()).toEqual([patient, clinician, ...names].sort())
    })

    it('changes nothing when the decision throws, and keeps state, dispute and escalation', async () => {
      const refusal = new FailureError('conflict', 'no')
      await expect(
        store().sessions.change(sessionId, () => {
          throw refusal
        }),
      ).rejects.toBe(refusal)
      expect(await store().sessions.find(sessionId)).toEqual(session())
      const dispute = { openedBy: patient, openedAt: atMs, reason: 'r' }
      const escalation = { escalatedBy: clinician, escalatedAt: atMs, reason: 's' }
      const next = session({ dispute, escalation, claimedBy: clinician })
      await store().sessions.change(sessionId, () => ({ next, appends: [] }))
      expect(await store().sessions.find(sessionId)).toEqual(next)
      expect((await store().sessions.list('supported')).map(({ id }) => id)).toEqual([sessionId])
    })

    it('lists what expires, soonest first, and only while it is active', async () => {
      await store().sessions.put(session({ expiresAtMs: atMs + 2 }))
      await store().sessions.put(session({ id: otherSessionId, expiresAtMs: atMs + 1 }))
      await store().sessions.put(session({ id: sessionIdSchema.parse('s3'), expiresAtMs: atMs, active: false }))
      expect(await store().sessions.expiring(10)).toEqual([
        { id: otherSessionId, expiresAtMs: atMs + 1 },
        { id: sessionId, expiresAtMs: atMs + 2 },
      ])
      expect(await store().sessions.expiring(1)).toHaveLength(1)
    })
  })
}
