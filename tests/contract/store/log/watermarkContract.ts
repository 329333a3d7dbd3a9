import { describe, expect, it } from 'vitest'
import type { ContractStore } from '../openForEachTest.ts'
import { clinician, patient, sessionId } from '../storeRecords.ts'

/** Watermarks never fall. */
export function watermarkContract({ store, reopen }: ContractStore): void {
  describe('watermarks', () => {
    const mark = (deliveredUpTo: number, readUpTo: number, userId = patient) => ({
      sessionId,
      thread: 'care' as const,
      userId,
      deliveredUpTo,
      readUpTo,
    })

    it('only grow, each part by itself, and those that grew are returned', async () => {
      expect(await store().watermarks.raiseAll([mark(5, 2)])).toEqual([mark(5, 2)])
      expect(await store().watermarks.raiseAll([mark(3, 3)])).toEqual([mark(5, 3)])
      expect(await store().watermarks.raiseAll([mark(5, 3)])).toEqual([])
      expect(await store().watermarks.raiseAll([mark(1, 1)])).toEqual([])
      expect(await store().watermarks.of([sessionId])).toEqual([mark(5, 3)])
    })

    it('may be raised several times in one call', async () => {
      const grown = await store().watermarks.raiseAll([mark(4, 1), mark(2, 2), mark(1, 0, clinician)])
      expect(grown).toHaveLength(2)
      expect(grown).toEqual(expect.arrayContaining([mark(4, 2), mark(1, 0, clinician)]))
    })

    it('are there after the store is opened again', async () => {
      await store().watermarks.raiseAll([mark(5, 2)])
      await reopen()
      expect(await store().watermarks.of([sessionId])).toEqual([mark(5, 2)])
    })
  })
}
