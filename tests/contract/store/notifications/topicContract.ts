import { describe, expect, it } from 'vitest'
import { topicSchema } from '../../../../src/shared/model/notification.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { patient as callee, clinician as caller } from '../storeRecords.ts'

/** Topics are kept by user, and found by role. */
export function topicContract({ store }: ContractStore): void {
  describe('topics', () => {
    it('are those of each user, and their subscribers are found by role', async () => {
      const [news, drills] = [topicSchema.parse('news'), topicSchema.parse('drills')]
      await store().notifications.subscribe(callee, 'patient', [news, drills, news])
      await store().notifications.subscribe(callee, 'patient', [news])
      await store().notifications.subscribe(caller, 'clinician', [news])
      expect(await store().notifications.topicsOf(callee)).toEqual([drills, news])
      expect(await store().notifications.subscribers(news, undefined)).toEqual([caller, callee])
      expect(await store().notifications.subscribers(news, ['clinician', 'admin'])).toEqual([caller])
      await store().notifications.setRole(caller, 'patient')
      await store().notifications.setRole(callee, 'clinician')
      expect(await store().notifications.subscribers(news, ['clinician', 'admin'])).toEqual([callee])
      expect(await store().notifications.subscribers(drills, ['clinician'])).toEqual([callee])
      await store().notifications.unsubscribe(callee, [news])
      expect(await store().notifications.topicsOf(callee)).toEqual([drills])
    })
  })
}
