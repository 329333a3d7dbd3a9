import { expect, onTestFinished, test } from 'vitest'
import { createCommit } from '../../../../src/main/core/log/commit.ts'
import { type Committed, nothingCommitted } from '../../../../src/main/core/log/committed.ts'
import { createUnsentMessages } from '../../../../src/main/core/log/unsentMessages.ts'
import type { OutboxMessage } from '../../../../src/main/storage/outboxStore.ts'
import { sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import {
  anEntry,
  anySessionId,
  aSession,
  clinicianId,
  openTestStorage,
} from '../../../support/console/openTestStorage.ts'
import { newEntryId } from '../../../support/console/startCore.ts'

function start() {
  const { storage } = openTestStorage()
  onTestFinished(() => storage.close())
  const unsent = createUnsentMessages(storage.outbox.all())
  const published: Committed[] = []
  let isFull = false
  const commit = createCommit({
    storage: {
      ...storage,
      transact: (work) =>
        storage.transact(() => {
          const result = work()
          if (isFull) throw new Error('full')
          return result
        }),
    },
    ...{ unsent, self: () => ({ userId: clinicianId, name: 'Clin Ician', role: 'clinician' }) },
    relayNow: () => Number.POSITIVE_INFINITY,
    publish: (committed) => published.push(committed),
  })
  commit.storeSessions([aSession({ heads: { care: 2, staff: 0 } })], [])
  published.length = 0
  const fillDisk = () => {
    isFull = true
  }
  return { storage, unsent, commit, published, fillDisk }
}

function aMessage(position = 1): OutboxMessage {
  return {
    ...{ id: newEntryId(), position, sessionId: anySessionId, thread: 'care', text: 'hello', replyTo: null },
    ...{ queuedAt: 1_000, attempts: 0, outcome: 'none', failure: null },
  }
}

test('a commit is returned and published once, with the outbox in memory as the disk has it', () => {
  const { storage, unsent, commit, published } = start()
  const message = aMessage()
  const queued = commit.queueMessage(message)
  expect(queued).toEqual({ ...nothingCommitted, queued: [message], sessions: [anySessionId] })
  const own = anEntry(1, { id: message.id, senderId: clinicianId })
  const stored = commit.storeEntries([own])
  expect(stored).toEqual({
    ...nothingCommitted,
    ...{ entries: [own], settled: [message], sessions: [anySessionId], isFurther: true },
  })
  expect(published).toEqual([queued, stored])
  expect([unsent.all(), storage.outbox.all()]).toEqual([[], []])
})

test('what an acknowledgement or a frame leaves out is published as a gap', () => {
  const { commit } = start()
  const message = aMessage()
  commit.queueMessage(message)
  expect(commit.storeAcknowledged(message, { seq: 2, at: 5 })).toMatchObject({ gap: 'entriesSoon', isFurther: false })
  expect(commit.storeEntries([anEntry(4)])).toMatchObject({ gap: 'entries', entries: [] })
  const elsewhere = anEntry(1, { sessionId: sessionIdSchema.parse('elsewhere') })
  expect(commit.storeEntries([anEntry(4), elsewhere])).toMatchObject({ gap: 'sessions' })
  expect(commit.storeEntries([anEntry(1)])).toMatchObject({ gap: null, isFurther: true })
})

test('what is unsent in a session that is gone is parked, and a list older than that does not bring it back', () => {
  const { storage, unsent, commit } = start()
  const asked = commit.asOfNow()
  commit.queueMessage(aMessage())
  expect(commit.storeSessions([], [anySessionId])).toMatchObject({ updated: [{ failure: { kind: 'forbidden' } }] })
  expect(unsent.countsOf(anySessionId)).toEqual({ queued: 0, failed: 1 })
  commit.storeSessionList([aSession()], asked)
  expect(storage.sessions.find(anySessionId)).toBeUndefined()
  commit.storeSessionList([aSession()], commit.asOfNow())
  expect(storage.sessions.find(anySessionId)).toBeDefined()
})

test('what the disk did not take is neither in memory nor published', () => {
  const { storage, unsent, commit, published, fillDisk } = start()
  const message = aMessage()
  commit.queueMessage(message)
  published.length = 0
  fillDisk()
  expect(() => commit.queueMessage(aMessage(2))).toThrow()
  expect(() => commit.storeAcknowledged(message, { seq: 1, at: 5 })).toThrow()
  expect(() => commit.beginAttempts([{ ...message, outcome: 'unknown' }])).toThrow()
  expect(published).toEqual([])
  expect(unsent.all()).toEqual([message])
  expect(storage.outbox.all()).toEqual([message])
})
