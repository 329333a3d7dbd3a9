import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { ChangeAppend } from '../../../../relay/store/sessions/changeOrder.ts'
import type { SessionState } from '../../../../relay/store/sessions/sessionRecord.ts'
import type { Store } from '../../../../relay/store/store.ts'
import { sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import { invitationIdSchema } from '../../../../src/shared/protocol/invitation.ts'
import { storeSession } from '../../../support/relay/storeSession.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { atMs, clinician, message, otherSessionId, patient, session, sessionId, user } from '../storeRecords.ts'

/** Sessions are found whole, and by those who may see them. */
export function sessionContract({ store, fill, free }: ContractStore): void {
  describe('sessions', () => {
    const all = async () => await store().log.read({ sessionId, thread: 'care', limit: 10_000, from: { after: 0 } })

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

    it('are stored together with the entries that report the change, or not at all', async () => {
      const putWith = (next: SessionState, appends: readonly ChangeAppend[]) =>
        store().sessions.change({ id: sessionId, decide: () => ({ next, appends }) })
      const changed = await putWith(session({ active: false }), [message(1)])
      expect(changed).toMatchObject({ outcome: 'changed', entries: [{ seq: 1 }], heads: { care: 1, staff: 0 } })
      await fill()
      const large = Array.from({ length: 50 }, (_, index) =>
        message(100 + index, { body: { kind: 'message', type: 'text', text: 'x'.repeat(16_000) } }),
      )
      await expect(putWith(session({ active: true }), large)).rejects.toMatchObject({ failure: { kind: 'diskFull' } })
      await free()
      expect(await store().sessions.find(sessionId)).toMatchObject({ active: false })
      expect(await all()).toHaveLength(1)
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
