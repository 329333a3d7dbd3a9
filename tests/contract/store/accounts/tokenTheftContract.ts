import { describe, expect, it } from 'vitest'
import type { ContractStore } from '../openForEachTest.ts'
import { forEachOwner } from './forEachOwner.ts'

/** A refresh token that is presented after it was replaced ends its whole family. */
export function tokenTheftContract({ store }: ContractStore): void {
  describe('refresh tokens that were stolen', () => {
    const { insert, rotate } = forEachOwner({ store })

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
      // Several connections to one database keep no order of requests: the last response is of the last exchange.
      const responded: string[] = []
      const exchange = async (successor: string) => {
        const outcome = await rotate('a', successor)
        responded.push(successor)
        return outcome
      }
      const outcomes = await Promise.all(successors.map(exchange))
      expect(outcomes).toEqual(successors.map(() => 'rotated'))
      expect(await rotate(responded.at(-1) ?? '', 'c')).toBe('rotated')
      expect(await rotate(responded[0] ?? '', 'x')).toBe('reused')
      expect(await rotate('c', 'd')).toBe('reused')
    })

    it('revoke their family when a token and its successor are exchanged at the same time', async () => {
      await rotate('a', 'b')
      const outcomes = await Promise.all([rotate('b', 'c'), rotate('a', 'x')])
      expect(outcomes.toSorted()).toEqual(['reused', 'rotated'])
      for (const hash of ['a', 'b', 'c', 'x']) expect(await rotate(hash, 'y')).not.toBe('rotated')
    })
  })
}
