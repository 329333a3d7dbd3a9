import { expect, onTestFinished, test } from 'vitest'
import type { Reply } from '../../../src/client/reply.ts'
import { createAttention } from '../../../src/main/core/attention/attention.ts'
import { createLaterSender } from '../../../src/main/core/attention/laterSender.ts'
import { createCurrentTransport } from '../../../src/main/core/link/currentTransport.ts'
import type { Transport } from '../../../src/main/core/link/transport.ts'
import { createCommit } from '../../../src/main/core/log/commit.ts'
import { createUnsentMessages } from '../../../src/main/core/log/unsentMessages.ts'
import { createBackground } from '../../../src/main/core/runtime/background.ts'
import { createStorageHealth } from '../../../src/main/core/runtime/storageHealth.ts'
import type { Storage } from '../../../src/main/storage/storage.ts'
import { fail } from '../../../src/shared/model/failure.ts'
import type { SessionId } from '../../../src/shared/model/ids.ts'
import type { Later } from '../../../src/shared/model/later.ts'
import type { UpAnswer, UpEvent, UpPayload } from '../../../src/shared/protocol/up.ts'
import { anEntry, anySessionId, aSession, clinicianId, openTestStorage } from '../../support/console/openTestStorage.ts'
import { createKeptLog, newEntryId } from '../../support/console/startCore.ts'
import { createFakeClock, type FakeClock } from '../../support/time/fakeClock.ts'
import { until } from '../../support/time/until.ts'

const minuteMs = 60_000

/** A console with one session in which the patient has written once. `answers`: what the relay says to each request, the last one to all others. */
function start(...answers: (number | 'lost' | 'refused')[]) {
  const { storage } = openTestStorage()
  onTestFinished(() => storage.close())
  const { log } = createKeptLog()
  const clock = createFakeClock()
  const transport = createCurrentTransport(log)
  const self = { userId: clinicianId, name: 'Clin Ician', role: 'clinician' } as const
  const commit = createCommit({
    ...{ storage, unsent: createUnsentMessages([]), self: () => self, isOpen: () => false },
    ...{ relayNow: () => Number.POSITIVE_INFINITY, publish: () => undefined },
  })
  commit.storeSessions([aSession()], [])
  commit.storeEntries([anEntry(1)])
  const attention = createAttention({ storage, clock, serverTime: clock })
  onTestFinished(attention.close)
  const later = (forMs: number | null): Later => ({
    ...{ by: clinicianId, at: clock.now(), reason: 'lab', upTo: 1 },
    until: forMs === null ? null : clock.now() + forMs,
  })
  const now = () => {
    const session = storage.sessions.find(anySessionId)
    return session && attention.of(session)
  }
  const sent: unknown[] = []
  const over: Transport = {
    via: 'socket',
    request: async <E extends UpEvent>(_: E, payload: UpPayload<E>): Promise<Reply<E>> => {
      sent.push('later' in payload && payload.later?.reason)
      const answer = answers.length > 1 ? answers.shift() : answers[0]
      if (answer === 'lost') return { outcome: 'unknown', ...fail('offline', 'lost') }
      if (answer === 'refused') return { outcome: 'refused', ...fail('forbidden', 'no') }
      return { outcome: 'answered', answer: { success: true, seq: 1, at: answer } as UpAnswer<E> }
    },
  }
  const sender = createLaterSender({
    ...{ storage, commit, clock, transport, log },
    random: { fraction: () => 0.5, bytes: (count) => new Uint8Array(count), uuid: newEntryId },
    run: createBackground(log).run,
    backOff: { firstMs: 1_000, longestMs: 8_000 },
    storageHealth: createStorageHealth({ emit: () => undefined, log }),
  })
  onTestFinished(sender.close)
  transport.set(over)
  const put = (one: Later | null) => {
    const id = newEntryId()
    commit.queueLater({ id, sessionId: anySessionId, later: one })
    sender.send(id)
  }
  return { storage, commit, clock, attention, sender, sent, later, now, put }
}

/** Returns whether everything was answered, after a wait between attempts. */
function isAnswered(storage: Storage, clock: FakeClock): boolean {
  clock.advance(1_000)
  return storage.laters.all().length === 0
}

test('what is put off here counts before the relay has answered, and owes again at its time, which is reported once', () => {
  const { commit, clock, attention, later, now } = start(1)
  const due: SessionId[] = []
  attention.onDue((ids) => due.push(...ids))
  expect(now()).toEqual({ owedSince: 10_001, later: undefined })
  const put = later(5 * minuteMs)
  commit.queueLater({ id: newEntryId(), sessionId: anySessionId, later: put })
  expect(now()).toEqual({ owedSince: null, later: { ...put, isQueued: true } })
  clock.advance(5 * minuteMs - 1)
  expect(due).toEqual([])
  clock.advance(1)
  expect(due).toEqual([anySessionId])
  expect(now()).toEqual({ owedSince: 10_001, later: undefined })
  clock.advance(60 * minuteMs)
  expect(due).toHaveLength(1)
})

test('a workstation that slept looks at its clock soon after it woke', () => {
  const { commit, clock, attention, later, now } = start(1)
  const due: SessionId[] = []
  attention.onDue((ids) => due.push(...ids))
  commit.queueLater({ id: newEntryId(), sessionId: anySessionId, later: later(60 * minuteMs) })
  now()
  clock.jump(2 * 60 * minuteMs)
  expect(due).toEqual([anySessionId])
})

test('what the patient says, or corrects, ends it; what a colleague corrects does not', () => {
  const { commit, later, now } = start(1)
  commit.queueLater({ id: newEntryId(), sessionId: anySessionId, later: later(null) })
  const target = { target: newEntryId(), targetSeq: 1, text: 'corrected' } as const
  const body = { kind: 'edit', ...target } as const
  commit.storeEntries([anEntry(2, { senderId: clinicianId, senderRole: 'clinician', body })])
  expect(now()?.later).toBeDefined()
  commit.storeEntries([anEntry(3, { body })])
  expect(now()).toEqual({ owedSince: 10_001, later: undefined })
})

test('a request is sent until it is answered, in order; what was asked for last is what counts', async () => {
  const { storage, clock, sent, later, now, put } = start('lost', 20_000)
  put({ ...later(null), reason: 'first' })
  put(null)
  await until('one was tried', () => sent.length === 1)
  expect(now()?.later).toBeUndefined()
  await until('both were answered', () => isAnswered(storage, clock))
  expect(sent).toEqual(['first', 'first', undefined])
  expect(now()).toEqual({ owedSince: 10_001, later: undefined })
})

test('an answer is taken for the newest state only where nothing newer can have come', async () => {
  const { storage, commit, clock, sent, later, now, put } = start('lost', 20_000)
  put(later(null))
  await until('it was tried', () => sent.length === 1)
  // The relay had stored it, and a colleague has taken it up again since.
  commit.storeSessions([aSession({ heads: { care: 1, staff: 2 } })], [])
  await until('it was answered', () => isAnswered(storage, clock))
  expect(now()).toEqual({ owedSince: 10_001, later: undefined })
})

test('what the relay has answered stays put off until its event comes', async () => {
  const { storage, later, now, put } = start(20_000)
  const asked = later(null)
  put(asked)
  await until('it was answered', () => storage.laters.all().length === 0)
  expect(now()).toEqual({ owedSince: null, later: { ...asked, isQueued: false } })
})

test('what the relay refuses for good is dropped, and the session owes its reply as before', async () => {
  const { storage, later, now, put } = start('refused')
  put(later(null))
  await until('it was refused', () => storage.laters.all().length === 0)
  expect(now()).toEqual({ owedSince: 10_001, later: undefined })
})
