import { describe, expect, it } from 'vitest'
import { topicSchema } from '../../../../src/shared/model/notification.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { patient as callee, clinician as caller } from '../storeRecords.ts'

/** Topics are kept by user, and found by role. */
export function topicContract({ store }: ContractStore): void {
  describe('topics', () => {
    it('are those of each user, and their subscribers are found by role', async () => {
      const [rota, drills] = [topicSchema.parse('rota'), topicSchema.parse('drills')]
      await store().notifications.subscribe(callee, 'patient', [rota, drills, rota])
      await store().notifications.subscribe(callee, 'patient', [rota])
      await store().notifications.subscribe(caller, 'clinician', [rota])
      expect(await store().notifications.topicsOf(callee)).toEqual([drills, rota])
      expect(await store().notifications.subscribers(rota, undefined)).toEqual([caller, callee])
      expect(await store().notifications.subscribers(rota, ['clinician', 'admin'])).toEqual([caller])
      await store().notifications.setRole(caller, 'patient')
      await store().notifications.setRole(callee, 'clinician')
      expect(await store().notifications.subscribers(rota, ['clinician', 'admin'])).toEqual([callee])
      expect(await store().notifications.subscribers(drills, ['clinician'])).toEqual([callee])
      await store().notifications.unsubscribe(callee, [rota])
      expect(await store().notifications.topicsOf(callee)).toEqual([drills])
    })
  })
}
