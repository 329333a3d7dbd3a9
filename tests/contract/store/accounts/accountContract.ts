import { describe, expect, it } from 'vitest'
import type { ContractStore } from '../openForEachTest.ts'
import { clinician, patient, user } from '../storeRecords.ts'

/** Accounts keep what a change does not name, and own their email. */
export function accountContract({ store }: ContractStore): void {
  describe('accounts', () => {
    it('are found by id and by email in any case', async () => {
      await store().users.put(user(), 0)
      expect(await store().users.find(clinician)).toEqual(user())
      expect(await store().users.findByLogin('dOC@example.ORG')).toEqual(user())
      expect(await store().users.findByLogin('doc')).toEqual(user())
      expect(await store().users.findByLogin('no one')).toBeUndefined()
      expect(await store().users.findMany([clinician, patient])).toEqual([user()])
    })

    it('are replaced by a put of the same id', async () => {
      await store().users.put(user(), 0)
      await store().users.put(user({ name: 'New', email: null }), 0)
      expect(await store().users.find(clinician)).toEqual(user({ name: 'New', email: null }))
      expect(await store().users.findByLogin('doc@example.org')).toBeUndefined()
    })

    it('keep the fields that a put leaves out, also when it comes at the same time as another', async () => {
      const named = { id: clinician, name: 'New', role: 'clinician' } as const
      expect(await store().users.put(named, 0)).toEqual({
        ...named,
        ...{ email: null, passwordHash: null, timeZone: null, schedule: [] },
      })
      await store().users.put(user(), 0)
      expect(await store().users.put(named, 0)).toEqual(user({ name: 'New' }))
      const changes = [{ passwordHash: 'another' }, { email: 'new@example.org' }, { timeZone: 'Europe/Berlin' }]
      await Promise.all(changes.map((change) => store().users.put({ ...named, ...change }, 0)))
      expect(await store().users.find(clinician)).toEqual(user({ name: 'New', ...Object.assign({}, ...changes) }))
    })

    it('are listed by id', async () => {
      for (const id of [patient, clinician]) await store().users.put(user({ id, email: null }), 0)
      expect((await store().users.list()).map(({ id }) => id)).toEqual([clinician, patient])
    })

    it('may not share an email', async () => {
      await store().users.put(user(), 0)
      await expect(store().users.put(user({ id: patient, email: 'doc@example.org' }), 0)).rejects.toMatchObject({
        failure: { kind: 'conflict' },
      })
      expect(await store().users.find(patient)).toBeUndefined()
    })
  })
}
