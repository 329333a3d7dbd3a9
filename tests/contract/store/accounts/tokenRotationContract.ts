import { beforeEach, describe, expect, it } from 'vitest'
import type { ContractStore } from '../openForEachTest.ts'
import { user } from '../storeRecords.ts'

const owner = user()
const nowMs = Date.UTC(2026, 0, 5, 9)

/** A refresh token is exchanged for its successor, again while that is unused. */
export function tokenRotationContract({ store }: ContractStore): void {
  describe('exchanging a refresh token', () => {
    const insert = (hash: string, familyId: string) =>
      store().refreshTokens.insert({ hash, familyId, userId: owner.id, expiresAtMs: nowMs + 1000 })
    const rotate = async (from: string, to: string) =>
      (await store().refreshTokens.rotate(from, { hash: to, expiresAtMs: nowMs + 1000 }, nowMs)).outcome

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

    it('are unknown when they are expired or were never there', async () => {
      expect(await rotate('none', 'b')).toBe('unknown')
      const late = await store().refreshTokens.rotate('a', { hash: 'b', expiresAtMs: nowMs + 2000 }, nowMs + 1000)
      expect(late.outcome).toBe('unknown')
    })
  })
}
