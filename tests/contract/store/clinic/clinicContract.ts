import { describe, expect, it } from 'vitest'
import { type ClinicRules, defaultClinic } from '../../../../src/shared/model/clinic/clinicRules.ts'
import type { ContractStore } from '../openForEachTest.ts'

const rules = (amberMinutes: number): ClinicRules => ({
  waits: { amberMinutes, redMinutes: 60, byKind: { visit: { amberMinutes: 1, redMinutes: 2 } } },
  flags: [{ id: 'wound', name: 'Wound', phrases: { en: ['stitches … open'] } }],
  laterReasons: ['Waits for the laboratory'],
})

/** The rules of a clinic are replaced by whoever has read the newest. */
export function clinicContract({ store, reopen }: ContractStore): void {
  describe('the rules of the clinic', () => {
    it('are the defaults until some are stored, and are there after the store was opened again', async () => {
      expect(await store().clinic.read()).toEqual(defaultClinic)
      expect(await store().clinic.replace(0, rules(5))).toEqual({ ...rules(5), version: 1 })
      await reopen()
      expect(await store().clinic.read()).toEqual({ ...rules(5), version: 1 })
    })

    it('stay as they are where those of another version were read', async () => {
      await store().clinic.replace(0, rules(5))
      expect(await store().clinic.replace(0, rules(6))).toEqual({ ...rules(5), version: 1 })
      expect(await store().clinic.replace(2, rules(6))).toEqual({ ...rules(5), version: 1 })
      expect(await store().clinic.replace(1, rules(6))).toEqual({ ...rules(6), version: 2 })
    })

    it('are those of one of two who replace them at once, and both are shown which', async () => {
      const both = await Promise.all([store().clinic.replace(0, rules(5)), store().clinic.replace(0, rules(6))])
      const stored = await store().clinic.read()
      expect(stored.version).toBe(1)
      expect(both).toEqual([stored, stored])
    })
  })
}
