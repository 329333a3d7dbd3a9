import { describe, expect, onTestFinished, test } from 'vitest'
import type { Reply } from '../../../../src/client/reply.ts'
import { joinCapabilities } from '../../../../src/main/core/capability.ts'
import { createEntries } from '../../../../src/main/core/entries/entries.ts'
import { createCurrentTransport } from '../../../../src/main/core/link/currentTransport.ts'
import { createCommit } from '../../../../src/main/core/log/commit.ts'
import type { Committed } from '../../../../src/main/core/log/committed.ts'
import { createUnsentMessages } from '../../../../src/main/core/log/unsentMessages.ts'
import { createOutbox, type OutboxParts } from '../../../../src/main/core/outbox/outbox.ts'
import { createBackground } from '../../../../src/main/core/runtime/background.ts'
import { createFeed } from '../../../../src/main/core/runtime/feed.ts'
import { createStorageHealth } from '../../../../src/main/core/runtime/storageHealth.ts'
import type { Storage } from '../../../../src/main/storage/storage.ts'
import type { ConsoleEvent } from '../../../../src/shared/ipc/events.ts'
import { FailureError, type FailureKind } from '../../../../src/shared/model/failure.ts'
import { type EntryId, sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import {
  anEntry,
  anySessionId,
  aSession,
  clinicianId,
  openTestStorage,
} from '../../../support/console/openTestStorage.ts'
import { createKeptLog, newEntryId } from '../../../support/console/startCore.ts'
import { createScriptedLine, turn } from '../../../support/relay/scriptedLine.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

const otherSessionId = sessionIdSchema.parse('session-2')
const answered = (seq: number): Reply<'message:send'> => ({
  outcome: 'answered',
  answer: { success: true, seq, at: seq },
})
const refused = (kind: FailureKind): Reply<'message:send'> => ({ outcome: 'refused', failure: { kind, message: 'no' } })
const unknown: Reply<'message:send'> = { outcome: 'unknown', failure: { kind: 'offline', message: 'lost' } }

function build(storage: Storage, different: Partial<OutboxParts> = {}) {
  const clock = createFakeClock()
  const events: ConsoleEvent[] = []
  const { log } = createKeptLog()
  const transport = createCurrentTransport(log)
  const emit = (event: ConsoleEvent) => events.push(event)
  const committed = createFeed<Committed>(log, () => 'committed')
  const unsent = createUnsentMessages(storage.outbox.all())
  const self = { userId: clinicianId, name: 'Clin Ician', role: 'clinician' } as const
  const commit = createCommit({
    ...{ storage, unsent, self: () => self, relayNow: () => Number.POSITIVE_INFINITY, publish: committed.publish },
  })
  const outbox = createOutbox({
    ...{ storage, unsent, commit, clock, transport },
    random: { fraction: () => 0.5, bytes: (count) => new Uint8Array(count), uuid: newEntryId },
    backOff: { firstMs: 1_000, longestMs: 8_000 },
    run: createBackground(log).run,
    storageHealth: createStorageHealth({ emit, log }),
    catchUpThread: async () => true,
    ...different,
  })
  joinCapabilities([outbox, createEntries({ storage, emit })], committed, transport)
  return { outbox, unsent, commit, transport, clock, events }
}

function start(different: Partial<OutboxParts> = {}) {
  const { storage } = openTestStorage()
  onTestFinished(() => storage.close())
  storage.transact(() => {
    storage.sessions.put(aSession())
    storage.sessions.put(aSession({ id: otherSessionId, heads: { care: 0 } }))
  })
  const built = build(storage, different)
  const { line, requests } = createScriptedLine()
  const enqueue = (text: string, sessionId = anySessionId): EntryId =>
    built.outbox.enqueue({ id: newEntryId(), sessionId, thread: 'care', text }).id
  const texts = () => requests.map(({ payload }) => (payload as { text: string }).text)
  return { ...built, storage, line, requests, enqueue, texts }
}

function kindOf(work: () => unknown): FailureKind | null {
  try {
    work()
  } catch (error) {
    if (error instanceof FailureError) return error.failure.kind
    throw error
  }
  return null
}

describe('queueing', () => {
  test('puts the message on the disk before it returns, and takes the draft off with it', () => {
    const { unsent, outbox, storage } = start()
    storage.transact(() => storage.drafts.save(anySessionId, 'care', 'begun'))
    const message = {
      id: newEntryId(),
      sessionId: anySessionId,
      thread: 'care',
      text: 'whole',
      draft: 'begun',
    } as const
    const { id } = outbox.enqueue(message)
    expect(storage.outbox.all()).toMatchObject([{ id, text: 'whole', outcome: 'none', attempts: 0 }])
    expect(storage.drafts.of(anySessionId).care).toBe('')
    expect(unsent.countsOf(anySessionId)).toEqual({ queued: 1, failed: 0 })
  })

  test('the same id again changes nothing', () => {
    const { outbox, storage, enqueue } = start()
    const id = enqueue('first')
    const again = outbox.enqueue({ id, sessionId: anySessionId, thread: 'care', text: 'second' })
    expect(again.text).toBe('first')
    expect(storage.outbox.all()).toHaveLength(1)
  })

  test.each([
    ['empty', '   ', 'invalid'],
    ['longer than a message may be', 'ü'.repeat(8_193), 'tooLarge'],
  ])('refuses a text that is %s', (_what, text, kind) => {
    const { enqueue } = start()
    expect(kindOf(() => enqueue(text))).toBe(kind)
  })

  test('refuses an unknown session, and a thread that is not open', () => {
    const { outbox, enqueue } = start()
    expect(kindOf(() => enqueue('text', sessionIdSchema.parse('nowhere')))).toBe('notFound')
    const staff = { id: newEntryId(), sessionId: otherSessionId, thread: 'staff', text: 'note' } as const
    expect(kindOf(() => outbox.enqueue(staff))).toBe('forbidden')
  })
})

describe('sending', () => {
  test('has one message of a session under way, in order, and does not let sessions wait for each other', async () => {
    const { transport, line, requests, enqueue, texts } = start()
    for (const text of ['a1', 'a2', 'a3']) enqueue(text)
    enqueue('b1', otherSessionId)
    transport.set(line)
    await turn()
    expect(texts()).toEqual(['a1', 'b1'])
    await requests[0]?.reply(answered(1))
    expect(texts()).toEqual(['a1', 'b1', 'a2'])
    await requests[2]?.reply(answered(2))
    expect(texts()).toEqual(['a1', 'b1', 'a2', 'a3'])
  })

  test('marks the attempt on the disk before the request leaves', async () => {
    const { transport, storage, line, requests, enqueue } = start()
    enqueue('text')
    const seen: string[] = []
    transport.set({
      via: 'socket',
      request: (event, payload) => {
        seen.push(...storage.outbox.all().map(({ outcome }) => outcome))
        return line.request(event, payload)
      },
    })
    await turn()
    expect(requests).toHaveLength(1)
    expect(seen).toEqual(['unknown'])
  })

  test('tries again with the same id after a growing wait when the outcome is not known', async () => {
    const { transport, storage, clock, line, requests, enqueue } = start()
    const id = enqueue('text')
    transport.set(line)
    await turn()
    await requests[0]?.reply(unknown)
    expect(storage.outbox.all()).toMatchObject([{ outcome: 'unknown', attempts: 1, failure: null }])
    clock.advance(749)
    await turn()
    expect(requests).toHaveLength(1)
    clock.advance(1)
    await turn()
    await requests[1]?.reply(unknown)
    clock.advance(1_499)
    await turn()
    expect(requests).toHaveLength(2)
    clock.advance(1)
    await turn()
    expect(requests.map(({ payload }) => (payload as { id: string }).id)).toEqual([id, id, id])
  })

  test('tries at once on a new line', async () => {
    const { transport, line, requests, enqueue } = start()
    enqueue('text')
    transport.set(line)
    await turn()
    await requests[0]?.reply(unknown)
    transport.set(null)
    transport.set(line)
    await turn()
    expect(requests).toHaveLength(2)
  })

  test('parks what was refused for good, with the reason, and proceeds with the next', async () => {
    const { unsent, transport, storage, line, requests, enqueue, texts } = start()
    enqueue('refused')
    enqueue('next')
    transport.set(line)
    await turn()
    await requests[0]?.reply(refused('sessionClosed'))
    expect(texts()).toEqual(['refused', 'next'])
    expect(unsent.countsOf(anySessionId)).toEqual({ queued: 1, failed: 1 })
    expect(storage.outbox.all()[0]?.failure).toEqual({ kind: 'sessionClosed', message: 'no' })
  })

  test('does not believe a refusal about an earlier attempt before it has looked into the log', async () => {
    const lookedFor: string[] = []
    const { transport, storage, clock, line, requests, enqueue } = start({
      catchUpThread: async ({ text }) => {
        lookedFor.push(text)
        return lookedFor.length > 1
      },
    })
    enqueue('text')
    transport.set(line)
    await turn()
    await requests[0]?.reply(unknown)
    clock.advance(60_000)
    await turn()
    await requests[1]?.reply(refused('forbidden'))
    expect(lookedFor).toEqual(['text'])
    expect(storage.outbox.all()).toMatchObject([{ outcome: 'unknown', failure: null }])
    clock.advance(60_000)
    await turn()
    await requests[2]?.reply(refused('forbidden'))
    expect(storage.outbox.all()).toMatchObject([{ outcome: 'refused', failure: { kind: 'forbidden' } }])
  })

  test('sends the next one when the log has brought the entry before its acknowledgement, which then counts for nothing', async () => {
    const { unsent, commit, transport, line, requests, events, enqueue, texts } = start()
    const id = enqueue('first')
    enqueue('second')
    transport.set(line)
    await turn()
    commit.storeEntries([anEntry(1, { id, senderId: clinicianId, senderRole: 'clinician' })])
    expect(unsent.find(id)).toBeUndefined()
    await turn()
    expect(texts()).toEqual(['first', 'second'])
    events.length = 0
    await requests[0]?.reply(answered(1))
    expect(events).toEqual([])
  })

  test('asks for a new token when the relay wants one, and keeps the message', async () => {
    const { transport, storage, line, requests, enqueue } = start()
    const reports: string[] = []
    transport.onReport((found) => reports.push(found))
    enqueue('text')
    transport.set(line)
    await turn()
    await requests[0]?.reply(refused('tokenExpired'))
    expect(reports).toEqual(['tokenRefused'])
    expect(storage.outbox.all()).toMatchObject([{ outcome: 'refused', failure: null }])
  })
})

describe('changing what is unsent', () => {
  test('is refused while the message is under way, and while its outcome is not known', async () => {
    const { outbox, transport, clock, line, requests, enqueue } = start()
    const id = enqueue('text')
    transport.set(line)
    await turn()
    const revise = () => outbox.revise({ id, newId: newEntryId(), text: 'other' })
    expect([kindOf(revise), kindOf(() => outbox.discard(id))]).toEqual(['conflict', 'conflict'])
    await requests[0]?.reply(unknown)
    expect([kindOf(revise), kindOf(() => outbox.discard(id))]).toEqual(['conflict', 'conflict'])
    clock.advance(60_000)
    await turn()
    await requests[1]?.reply(refused('rateLimited'))
    // The second attempt was refused, but the first may have arrived.
    expect(kindOf(revise)).toBe('conflict')
  })

  test('is refused after a restart for what was under way before', async () => {
    const { transport, storage, line, enqueue } = start()
    const id = enqueue('text')
    const untouched = enqueue('later')
    transport.set(line)
    await turn()
    const { outbox: restarted } = build(storage)
    expect(kindOf(() => restarted.discard(id))).toBe('conflict')
    expect(kindOf(() => restarted.discard(untouched))).toBe(null)
  })

  test('replaces a refused message by another under a new id, in its place', async () => {
    const { outbox, transport, storage, events, line, requests, enqueue, texts } = start()
    const id = enqueue('refused')
    enqueue('next')
    transport.set(line)
    await turn()
    transport.set(null)
    await requests[0]?.reply(refused('tooLarge'))
    const newId = newEntryId()
    events.length = 0
    outbox.revise({ id, newId, text: 'shorter' })
    expect(events[0]).toMatchObject({
      payload: { withdrawn: [id], pending: [{ id: newId, state: { kind: 'queued' } }] },
    })
    expect(storage.outbox.all().map(({ text }) => text)).toEqual(['shorter', 'next'])
    transport.set(line)
    await turn()
    expect(texts()).toEqual(['refused', 'shorter'])
  })

  test('withdraws a message, and emits that', () => {
    const { outbox, storage, events, enqueue } = start()
    const id = enqueue('text')
    outbox.discard(id)
    expect(storage.outbox.all()).toEqual([])
    expect(events.at(-1)).toMatchObject({ payload: { withdrawn: [id] } })
    expect(kindOf(() => outbox.discard(id))).toBe('notFound')
  })

  test('tries a parked message again when asked to', async () => {
    const { unsent, outbox, transport, line, requests, enqueue } = start()
    const id = enqueue('text')
    transport.set(line)
    await turn()
    await requests[0]?.reply(refused('sessionClosed'))
    outbox.retry(id)
    await turn()
    expect(requests).toHaveLength(2)
    expect(unsent.countsOf(anySessionId)).toEqual({ queued: 1, failed: 0 })
  })
})
