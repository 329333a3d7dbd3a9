import { expect, onTestFinished, test } from 'vitest'
import { writeReached } from '../../../../src/main/core/log/writeWatermarks.ts'
import {
  anySessionId,
  aSession,
  clinicianId,
  openTestStorage,
  patientId,
} from '../../../support/console/openTestStorage.ts'

test('what the own messages had reached before it was kept is published once, and never less', () => {
  const { storage } = openTestStorage()
  onTestFinished(() => storage.close())
  const log = { storage, self: { userId: clinicianId, name: 'Clin Ician', role: 'clinician' } } as const
  storage.transact(() => {
    storage.sessions.put(aSession({ heads: { care: 5, staff: 0 } }))
    const { threadId = 0 } = storage.sessions.findThread(anySessionId, 'care') ?? {}
    // As a console left it that did not keep how far its messages had come.
    storage.watermarks.raise(threadId, patientId, 5, 4)
    expect(writeReached(log, anySessionId)).toBe(true)
    expect(writeReached(log, anySessionId)).toBe(false)
    storage.sessions.put(aSession({ participants: [{ userId: clinicianId, name: 'Clin Ician', role: 'clinician' }] }))
    expect(writeReached(log, anySessionId)).toBe(false)
    const thread = storage.sessions.findThread(anySessionId, 'care')
    expect(thread).toMatchObject({ reachedDeliveredUpTo: 5, reachedReadUpTo: 4 })
  })
})
