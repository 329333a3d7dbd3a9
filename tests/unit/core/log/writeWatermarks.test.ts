import { expect, onTestFinished, test } from 'vitest'
import { writeReached, writeWatermarks } from '../../../../src/main/core/log/writeWatermarks.ts'
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

test('of many steps by which messages came further the newest are kept, and none of what nobody watched', () => {
  const { storage } = openTestStorage()
  onTestFinished(() => storage.close())
  const self = { userId: clinicianId, name: 'Clin Ician', role: 'clinician' } as const
  const log = {
    ...{ storage, self },
    unsent: { find: () => undefined, of: () => [], amending: () => [] },
    isOpen: () => false,
    relayNowMs: 0,
  }
  const mark = (upTo: number) => [
    { sessionId: anySessionId, thread: 'care', userId: patientId, deliveredUpTo: upTo, readUpTo: upTo - 1 } as const,
  ]
  storage.transact(() => {
    storage.sessions.put(aSession({ heads: { care: 500, staff: 0 } }))
    const { threadId = 0 } = storage.sessions.findThread(anySessionId, 'care') ?? {}
    writeWatermarks(log, mark(10), 1_000)
    writeWatermarks(log, mark(20), null)
    writeWatermarks(log, mark(20), 2_000)
    writeWatermarks(log, mark(30), 3_000)
    expect(storage.watermarks.reachedSteps(threadId)).toEqual([
      { at: 3_000, deliveredFrom: 20, deliveredUpTo: 30, readFrom: 19, readUpTo: 29 },
      { at: 1_000, deliveredFrom: 0, deliveredUpTo: 10, readFrom: 0, readUpTo: 9 },
    ])
    for (let upTo = 31; upTo <= 130; upTo += 1) writeWatermarks(log, mark(upTo), upTo)
    expect(storage.watermarks.reachedSteps(threadId).map(({ at }) => at)).toEqual(
      Array.from({ length: 20 }, (_, back) => 130 - back),
    )
    storage.watermarks.remove(threadId)
    expect(storage.watermarks.reachedSteps(threadId)).toEqual([])
  })
})
