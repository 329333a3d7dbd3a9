import { describe, expect, it } from 'vitest'
import type { ContractStore } from '../openForEachTest.ts'
import { atMs, message, sessionId } from '../storeRecords.ts'

/** A thread is read in pages, in both directions. */
export function pagingContract({ store }: ContractStore): void {
  describe('reading a thread', () => {
    it('pages forwards after a seq and backwards before one, ascending in both', async () => {
      await store().log.appendAll(Array.from({ length: 10 }, (_, index) => message(index + 1)))
      const read = async (from: { after: number } | { before: number }, limit: number) =>
        (await store().log.read({ sessionId, thread: 'care', limit, from })).map((entry) => entry.seq)
      expect(await read({ after: 3 }, 4)).toEqual([4, 5, 6, 7])
      expect(await read({ after: 10 }, 4)).toEqual([])
      expect(await read({ before: 4 }, 2)).toEqual([2, 3])
      expect(await read({ before: Number.MAX_SAFE_INTEGER }, 3)).toEqual([8, 9, 10])
    })

    it('begins where the first entry was logged at a time or later, and beyond the newest where none was', async () => {
      const since = (at: number) => store().log.findSince({ sessionId, thread: 'care', since: at })
      expect(await since(0)).toBe(1)
      const minutes = [0, 1, 1, 1, 7, 8, 9, 30, 31]
      await store().log.appendAll(minutes.map((minute, index) => message(index + 1, { atMs: atMs + minute * 60_000 })))
      const found = await Promise.all([-1, 0, 1, 2, 7, 10, 31, 32].map((minute) => since(atMs + minute * 60_000)))
      expect(found).toEqual([1, 1, 2, 5, 5, 8, 9, 10])
    })
  })
}
