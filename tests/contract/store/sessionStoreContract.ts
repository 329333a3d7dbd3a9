import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { ChangeAppend } from '../../../relay/store/sessions/changeOrder.ts'
import type { SessionState } from '../../../relay/store/sessions/sessionRecord.ts'
import type { Store } from '../../../relay/store/store.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { invitationIdSchema } from '../../../src/shared/protocol/invitation.ts'
import { storeSession } from '../../support/relay/storeSession.ts'
import { atMs, clinician, entryId, message, otherSessionId, patient, session, sessionId, user } from './storeRecords.ts'

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
      await storeSession(store(), whole)
      expect(await store().sessions.find(sessionId)).toEqual({ ...whole, version: 2 })
      expect(await store().sessions.find(sessionIdSchema.parse('none'))).toBeUndefined()
    })

    it('are listed for their participants only, or all of them, by id', async () => {
      await storeSession(store(), session({ id: otherSessionId, participants: session().participants.slice(1) }))
      const ids = async (of: Parameters<Store['sessions']['list']>[0]) =>
        (await store().sessions.list(of)).map((record) => record.id)
      expect(await ids({ participant: patient })).toEqual(['s1'])
      expect(await ids({ participant: clinician })).toEqual(['s1', 's2'])
      expect(await ids('everything')).toEqual(['s1', 's2'])
    })

    it('show the name of the account where there is one', async () => {
      await store().users.put(user(), 0)
      const found = await store().sessions.find(sessionId)
      expect(found?.participants.map((participant) => participant.name)).toEqual(['Pat', 'Dr Doc'])
    })

    it('leave the invitations to them as they are when they are closed and opened again', async () => {
      const id = invitationIdSchema.parse(randomUUID())
      await store().invitations.insert({ id, sessionId, userId: patient, createdAtMs: atMs, expiresAtMs: atMs + 1_000 })
      await storeSession(store(), session({ active: false }))
      await storeSession(store(), session())
      expect(await store().invitations.find(id)).toMatchObject({ revoked: false })
    })

    it('are put together with the entries that tell of it, or not at all', async () => {
      const putWith = (next: SessionState, appends: readonly ChangeAppend[]) =>
        store().sessions.change({ id: sessionId, decide: () => ({ next, appends }) })
      const changed = await putWith(session({ active: false }), [message(1)])
      expect(changed).toMatchObject({ outcome: 'changed', entries: [{ seq: 1 }], heads: { care: 1, staff: 0 } })
      await disk().fill()
      const large = Array.from({ length: 50 }, (_, index) =>
        message(100 + index, { body: { kind: 'message', type: 'text', text: 'x'.repeat(16_000) } }),
      )
      await expect(putWith(session({ active: true }), large)).rejects.toMatchObject({ failure: { kind: 'diskFull' } })
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

    it('changes nothing when the decision throws, and keeps state, dispute and escalation', async () => {
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
      const next = session({ dispute, escalation, claimedBy: clinician })
      await storeSession(store(), next)
      expect(await store().sessions.find(sessionId)).toEqual({ ...next, version: 2 })
      expect((await store().sessions.list('supported')).map(({ id }) => id)).toEqual([sessionId])
    })

    describe('by a request', () => {
      const asked = (number: number, asks = 'close', senderId = clinician) =>
        store().sessions.change({
          id: sessionId,
          request: { id: entryId(number), senderId, asks },
          decide: (current) => ({
            next: session({ active: current?.active === false }),
            appends: [message(number, { senderId, body: { kind: 'state', change: 'closed' } })],
          }),
        })

      it('answers the same request again with the entry that answered it, and changes nothing', async () => {
        await asked(300)
        const before = await store().sessions.find(sessionId)
        expect(await asked(300)).toMatchObject({ outcome: 'repeated', entry: { id: entryId(300), seq: 1 } })
        expect(await store().sessions.find(sessionId)).toEqual(before)
        expect(await all()).toHaveLength(1)
      })

      it('refuses an id that was used for anything else, with nothing changed', async () => {
        await asked(300)
        await store().log.appendAll([
          message(301, { senderId: clinician, sessionVersion: 2 }),
          message(302, { sessionVersion: 2 }),
          message(303, { senderId: clinician, sessionId: otherSessionId }),
          message(304, { thread: 'staff', sessionVersion: 2 }),
        ])
        const before = [await store().sessions.find(sessionId), await all()]
        const refused = { failure: { kind: 'conflict' } }
        await expect(asked(300, 'claim')).rejects.toMatchObject(refused)
        await expect(asked(300, 'close', patient)).rejects.toMatchObject(refused)
        for (const number of [301, 302, 303, 304]) await expect(asked(number)).rejects.toMatchObject(refused)
        expect([await store().sessions.find(sessionId), await all()]).toEqual(before)
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

    it('takes from what was decided before it the right to be stored, in both threads', async () => {
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

    it('lists what expires, soonest first, and only while it is active', async () => {
      await storeSession(store(), session({ expiresAtMs: atMs + 2 }))
      await storeSession(store(), session({ id: otherSessionId, expiresAtMs: atMs + 1 }))
      await storeSession(store(), session({ id: sessionIdSchema.parse('s3'), expiresAtMs: atMs, active: false }))
      expect(await store().sessions.expiring(10)).toEqual([
        { id: otherSessionId, expiresAtMs: atMs + 1 },
        { id: sessionId, expiresAtMs: atMs + 2 },
      ])
      expect(await store().sessions.expiring(1)).toHaveLength(1)
    })
  })
}
