import { beforeEach, describe, expect, it } from 'vitest'
import type { ContractStore } from '../openForEachTest.ts'
import { user } from '../storeRecords.ts'

const owner = user()

/** Failed sign-ins are counted one by one, and places are known by their user. */
export function signInContract({ store }: ContractStore): void {
  describe('failed sign-ins and known places', () => {
    beforeEach(() => store().users.put(owner, 0))
    const counted = (keys: readonly string[]) =>
      store().signIns.change(keys, (current) => ({ next: new Map(), answer: new Map(current) }))
    const fail = (keys: readonly string[], atMs: number) =>
      store().signIns.change(keys, (current) => ({
        next: new Map([...current].map(([key, { count }]) => [key, { count: count + 1, lastAtMs: atMs }])),
        answer: undefined,
      }))

    it('are counted one by one, also those of one moment, whatever order their keys are in', async () => {
      await Promise.all(Array.from({ length: 40 }, (_, n) => fail(n % 2 === 0 ? ['a', 'b'] : ['b', 'a'], n)))
      const current = await counted(['a', 'b', 'c'])
      expect([...current].map(([key, { count }]) => [key, count]).toSorted()).toEqual([
        ['a', 40],
        ['b', 40],
        ['c', 0],
      ])
    })

    it('are read without being changed, only those that exist', async () => {
      const { signIns } = store()
      await fail(['failed'], 5_000)
      const found = await signIns.failures(['failed', 'never counted'])
      expect([...found]).toEqual([['failed', { count: 1, lastAtMs: 5_000 }]])
      expect([...(await signIns.failures(['never counted']))]).toEqual([])
    })

    it('are unchanged when the decision throws, and are forgotten by their age', async () => {
      await fail(['old'], 1_000)
      await fail(['new'], 2_000)
      const change = store().signIns.change(['old'], () => {
        throw new Error('no')
      })
      await expect(change).rejects.toThrow('no')
      await store().signIns.forget(2_000)
      expect([...(await counted(['old', 'new'])).values()].map(({ count }) => count).toSorted()).toEqual([0, 1])
    })

    it('are known of their user alone, from the instant of the last time on, the newest so many', async () => {
      const { signIns } = store()
      await signIns.remember(owner.id, ['desk', 'laptop'], 1_000, 10)
      await signIns.remember(owner.id, ['desk'], 2_000, 10)
      const known = async (sinceMs: number) =>
        (await signIns.knownPlaces(owner.id, ['desk', 'laptop'], sinceMs)).toSorted()
      expect(await known(1_000)).toEqual(['desk', 'laptop'])
      expect(await known(1_001)).toEqual(['desk'])
      expect(await signIns.knownPlaces('', ['desk'], 0)).toEqual([])
      await signIns.remember(owner.id, ['phone'], 3_000, 2)
      expect(await known(0)).toEqual(['desk'])
    })
  })
}
