import { beforeEach, describe, expect, it } from 'vitest'
import type { UserRecord } from '../../../relay/store/accounts/userStore.ts'
import type { Store } from '../../../relay/store/store.ts'
import { userIdSchema } from '../../../src/shared/model/ids.ts'

const nowMs = Date.UTC(2026, 0, 5, 9)

/** The part of the store's contract that is on refresh tokens. `store`: the open one; `owner`: whose tokens they are. */
export function refreshTokenContract(store: () => Store, owner: UserRecord): void {
  describe('refresh tokens', () => {
    const rotate = async (from: string, to: string) =>
      (await store().refreshTokens.rotate(from, { hash: to, expiresAtMs: nowMs + 1000 }, nowMs)).outcome
    const insert = (hash: string, familyId: string) =>
      store().refreshTokens.insert({ hash, familyId, userId: owner.id, expiresAtMs: nowMs + 1000 })

    beforeEach(async () => {
      await store().users.put(owner, 0)
      await insert('a', 'family')
    })

    it('are exchanged each for its successor', async () => {
      const rotated = { outcome: 'rotated', userId: owner.id, familyId: expect.any(String) }
      const next = (hash: string) => ({ hash, expiresAtMs: nowMs + 1000 })
      expect(await store().refreshTokens.rotate('a', next('b'), nowMs)).toEqual(rotated)
      expect(await store().refreshTokens.rotate('b', next('c'), nowMs)).toEqual(rotated)
      expect(await store().refreshTokens.rotate('c', next('d'), nowMs)).toEqual(rotated)
    })

    it('can be exchanged again and again while the successor is unused; the last successor counts', async () => {
      expect(await rotate('a', 'b1')).toBe('rotated')
      expect(await rotate('a', 'b2')).toBe('rotated')
      expect(await rotate('a', 'b3')).toBe('rotated')
      expect(await rotate('b3', 'c')).toBe('rotated')
      expect(await rotate('c', 'd')).toBe('rotated')
    })

    it.each(['b1', 'b2'])(
      'revoke their whole family when a successor that was replaced comes: %s',
      async (replaced) => {
        await rotate('a', 'b1')
        await rotate('a', 'b2')
        await rotate('a', 'b3')
        expect(await rotate(replaced, 'x')).toBe('reused')
        for (const hash of ['a', 'b1', 'b2', 'b3']) expect(await rotate(hash, 'y')).toBe('reused')
        for (const hash of ['x', 'y']) expect(await rotate(hash, 'z')).toBe('unknown')
      },
    )

    it('revoke their whole family, and no other, when one comes again whose successor was used', async () => {
      await insert('other', 'other family')
      await rotate('a', 'b')
      await rotate('b', 'c')
      expect(await rotate('a', 'x')).toBe('reused')
      for (const hash of ['a', 'b', 'c']) expect(await rotate(hash, 'y')).toBe('reused')
      for (const hash of ['x', 'y']) expect(await rotate(hash, 'z')).toBe('unknown')
      expect(await rotate('other', 'next')).toBe('rotated')
    })

    it('find a thief out, whoever of the two comes first and goes on first', async () => {
      for (const [index, next] of ['owner', 'thief'].entries()) {
        const stolen = `stolen ${index}`
        await insert(stolen, `family ${index}`)
        await rotate(stolen, `owner ${index}`)
        await rotate(stolen, `thief ${index}`)
        const outcomes = [await rotate(`${next} ${index}`, `next ${index}`)]
        outcomes.push(await rotate(`${next === 'owner' ? 'thief' : 'owner'} ${index}`, `other ${index}`))
        expect(outcomes).toContain('reused')
        expect(await rotate(`next ${index}`, `last ${index}`)).not.toBe('rotated')
      }
    })

    it('have one successor in use after any number of exchanges at the same time', async () => {
      const successors = Array.from({ length: 20 }, (_, index) => `b${index}`)
      // Several connections to one database keep no order of asking: the last answer is of the last exchange.
      const answered: string[] = []
      const exchange = async (successor: string) => {
        const outcome = await rotate('a', successor)
        answered.push(successor)
        return outcome
      }
      const outcomes = await Promise.all(successors.map(exchange))
      expect(outcomes).toEqual(successors.map(() => 'rotated'))
      expect(await rotate(answered.at(-1) ?? '', 'c')).toBe('rotated')
      expect(await rotate(answered[0] ?? '', 'x')).toBe('reused')
      expect(await rotate('c', 'd')).toBe('reused')
    })

    it('revoke their family when a token and its successor are exchanged at the same time', async () => {
      await rotate('a', 'b')
      const outcomes = await Promise.all([rotate('b', 'c'), rotate('a', 'x')])
      expect(outcomes.toSorted()).toEqual(['reused', 'rotated'])
      for (const hash of ['a', 'b', 'c', 'x']) expect(await rotate(hash, 'y')).not.toBe('rotated')
    })

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

    it('stay as they were when the put that changes the password is refused', async () => {
      const other = { ...owner, id: userIdSchema.parse('other'), email: 'other@example.org' }
      await store().users.put(other, 0)
      const put = store().users.put({ ...owner, passwordHash: 'another', email: other.email }, 0)
      await expect(put).rejects.toMatchObject({ failure: { kind: 'conflict' } })
      expect(await rotate('a', 'b')).toBe('rotated')
    })

    it('are unknown when they are expired or were never there', async () => {
      expect(await rotate('none', 'b')).toBe('unknown')
      const late = await store().refreshTokens.rotate('a', { hash: 'b', expiresAtMs: nowMs + 2000 }, nowMs + 1000)
      expect(late.outcome).toBe('unknown')
    })
  })
}
