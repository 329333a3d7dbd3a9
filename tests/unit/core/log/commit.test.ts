import { expect, onTestFinished, test } from 'vitest'
import { createCommit } from '../../../../src/main/core/log/commit.ts'
import { type Committed, nothingCommitted } from '../../../../src/main/core/log/committed.ts'
import { createUnsentMessages } from '../../../../src/main/core/log/unsentMessages.ts'
import type { OutboxItem } from '../../../../src/main/storage/outboxStore.ts'
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
  const durabilities: string[] = []
  let isFull = false
  const commit = createCommit({
    storage: {
      ...storage,
      transact: (work, durability = 'kept') => {
        durabilities.push(durability)
        return storage.transact(() => {
          const result = work()
          if (isFull) throw new Error('full')
          return result
        }, durability)
      },
    },
    ...{ unsent, self: () => ({ userId: clinicianId, name: 'Clin Ician', role: 'clinician' }) },
    isOpen: () => false,
    relayNow: () => Number.POSITIVE_INFINITY,
    publish: (committed) => published.push(committed),
  })
  commit.storeSessions([aSession({ heads: { care: 2, staff: 0 } })], [])
  published.length = 0
  durabilities.length = 0
  const fillDisk = () => {
    isFull = true
  }
  return { storage, unsent, commit, published, durabilities, fillDisk }
}

function aMessage(position = 1): OutboxItem {
  return {
    ...{
      kind: 'message',
      id: newEntryId(),
      position,
      sessionId: anySessionId,
      thread: 'care',
      text: 'hello',
      replyTo: null,
    },
    ...{ queuedAt: 1_000, attempts: 0, outcome: 'none', failure: null },
  }
}

test('a commit is returned and published once, with the outbox in memory as the disk has it', () => {
  const { storage, unsent, commit, published } = start()
  const message = aMessage()
  const queued = commit.queueItem(message)
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
  commit.queueItem(message)
  expect(commit.storeAcknowledged(message, { seq: 2, at: 5 })).toMatchObject({ gap: 'entriesSoon', isFurther: false })
  expect(commit.storeEntries([anEntry(4)])).toMatchObject({ gap: 'entries', entries: [] })
  const elsewhere = anEntry(1, { sessionId: sessionIdSchema.parse('elsewhere') })
  expect(commit.storeEntries([anEntry(4), elsewhere])).toMatchObject({ gap: 'sessions' })
  expect(commit.storeEntries([anEntry(1)])).toMatchObject({ gap: null, isFurther: true })
})

test('what is unsent in a session that is gone is parked, and a list older than that does not bring it back', () => {
  const { storage, unsent, commit } = start()
  const asked = commit.asOfNow()
  commit.queueItem(aMessage())
  expect(commit.storeSessions([], [anySessionId])).toMatchObject({ updated: [{ failure: { kind: 'forbidden' } }] })
  expect(unsent.countsOf(anySessionId)).toEqual({ queued: 0, failed: 1 })
  const page = { sessions: [aSession()], isComplete: true, end: null }
  commit.storeListPage({ ...page, asked })
  expect(storage.sessions.find(anySessionId)).toBeUndefined()
  commit.storeListPage({ ...page, asked: commit.asOfNow() })
  expect(storage.sessions.find(anySessionId)).toBeDefined()
})

test('what the disk did not take is neither in memory nor published', () => {
  const { storage, unsent, commit, published, fillDisk } = start()
  const message = aMessage()
  commit.queueItem(message)
  published.length = 0
  fillDisk()
  expect(() => commit.queueItem(aMessage(2))).toThrow()
  expect(() => commit.storeAcknowledged(message, { seq: 1, at: 5 })).toThrow()
  expect(() => commit.beginAttempts([{ ...message, outcome: 'unknown' }])).toThrow()
  expect(published).toEqual([])
  expect(unsent.all()).toEqual([message])
  expect(storage.outbox.all()).toEqual([message])
})

test('what a person wrote waits for the disk, and what the relay would tell again does not', () => {
  const { commit, durabilities } = start()
  const message = aMessage()
  commit.queueItem(message)
  commit.beginAttempts([{ ...message, outcome: 'unknown' }])
  commit.saveDraft(anySessionId, 'care', 'begun')
  expect(durabilities).toEqual(['kept', 'kept', 'kept'])
  durabilities.length = 0
  commit.storeAcknowledged(message, { seq: 1, at: 5 })
  commit.storeEntries([anEntry(2)])
  commit.storeSessions([aSession()], [])
  commit.markSeen(anySessionId, 'care', 2)
  expect(new Set(durabilities)).toEqual(new Set(['fetchedAgain']))
})
