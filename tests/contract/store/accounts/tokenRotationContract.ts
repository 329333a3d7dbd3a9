import { describe, expect, it } from 'vitest'
import type { ContractStore } from '../openForEachTest.ts'
import { forEachOwner, nowMs, owner } from './forEachOwner.ts'

/** A refresh token is exchanged for its successor, again while that is unused. */
export function tokenRotationContract({ store }: ContractStore): void {
  describe('exchanging a refresh token', () => {
    const { rotate } = forEachOwner({ store })

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

    it('are unknown when they are expired or were never there', async () => {
      expect(await rotate('none', 'b')).toBe('unknown')
      const late = await store().refreshTokens.rotate('a', { hash: 'b', expiresAtMs: nowMs + 2000 }, nowMs + 1000)
      expect(late.outcome).toBe('unknown')
    })
  })
}
