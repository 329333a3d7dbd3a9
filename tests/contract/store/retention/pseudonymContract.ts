import { describe, expect, it } from 'vitest'
import { type SessionId, userIdSchema } from '../../../../src/shared/model/ids.ts'
import { storeSession } from '../../../support/relay/storeSession.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { clinician, message, otherSessionId, patient, session, sessionId } from '../storeRecords.ts'

const person = { userId: clinician, pseudonym: 'Deleted user 1' }
const noKeys = () => ['nobody’s']

/** The name of an erased person is replaced in every entry, and what they wrote is kept. */
export function pseudonymContract({ store }: ContractStore): void {
  describe('the entries of an erased person', () => {
    async function rename(of = person): Promise<number> {
      let [entries, after]: [number, SessionId | null] = [0, null]
      do {
        const renamed: { readonly entries: number; readonly last: SessionId | null } =
          await store().erasure.renameInLogs(of, after)
        entries += renamed.entries
        after = renamed.last
      } while (after !== null)
      return entries
    }

    it('have the pseudonym wherever they had the name, and keep their text', async () => {
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

    it.each(['d_c', 'd%', 'd!c', 'd"c', 'd\\c', 'DOC'])(
      'are not those of %s when that is somebody else',
      async (id) => {
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
      },
    )
  })
}
