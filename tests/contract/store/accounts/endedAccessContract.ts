import { describe, expect, it } from 'vitest'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { patient, user } from '../storeRecords.ts'
import { forEachOwner, nowMs, owner } from './forEachOwner.ts'

/** Refresh tokens end with their login, and with the password of their user. */
export function endedAccessContract({ store }: ContractStore): void {
  describe('refresh tokens whose access was ended', () => {
    const { insert, rotate } = forEachOwner({ store })

    it('may not be exchanged any more once their family is revoked', async () => {
      await rotate('a', 'b')
      await store().refreshTokens.revokeFamilyOf('b')
      for (const hash of ['a', 'b']) expect(await rotate(hash, 'x')).toBe('reused')
    })

    it('may not be exchanged any more once the password of their user has changed, and only then', async () => {
      const other = { ...owner, id: userIdSchema.parse('other'), email: null }
      await store().users.put(other, 0)
      await store().refreshTokens.insert({ hash: 'o', familyId: 'o', userId: other.id, expiresAtMs: nowMs + 1000 })
      await insert('second login', 'second family')
      await rotate('a', 'b')
      await store().users.put({ ...owner, name: 'Renamed' }, 0)
      expect(await rotate('b', 'c')).toBe('rotated')
      await store().users.put({ ...owner, passwordHash: 'another' }, 0)
      for (const hash of ['a', 'b', 'c', 'second login']) expect(await rotate(hash, 'x')).toBe('reused')
      expect(await rotate('o', 'o2')).toBe('rotated')
    })

    it('are unchanged when the put that changes the password is refused', async () => {
      const other = { ...owner, id: userIdSchema.parse('other'), email: 'other@example.org' }
      await store().users.put(other, 0)
      const put = store().users.put({ ...owner, passwordHash: 'another', email: other.email }, 0)
      await expect(put).rejects.toMatchObject({ failure: { kind: 'conflict' } })
      expect(await rotate('a', 'b')).toBe('rotated')
    })

    it('are all those of a user when they are revoked, and those that could still be used are counted', async () => {
      await store().users.put(user({ id: patient, email: null }), 0)
      const token = (value: string, userId = patient) => ({
        hash: value,
        familyId: value,
        userId,
        expiresAtMs: nowMs + 1000,
      })
      for (const one of [token('one'), token('two'), token('three', owner.id)]) await store().refreshTokens.insert(one)
      expect(await store().refreshTokens.revokeAllOf(patient, 0)).toBe(2)
      expect(await store().refreshTokens.revokeAllOf(patient, 0)).toBe(0)
      const successor = { hash: 'next', expiresAtMs: nowMs + 1000 }
      expect(await store().refreshTokens.rotate('one', successor, nowMs)).toEqual({ outcome: 'reused' })
      expect(await store().refreshTokens.rotate('three', successor, nowMs)).toEqual({
        outcome: 'rotated',
        userId: owner.id,
        familyId: expect.any(String),
      })
    })
  })
}
