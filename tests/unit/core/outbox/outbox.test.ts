import { describe, expect, test } from 'vitest'
import { compareQueued } from '../../../../src/renderer/state/screenState.ts'
import { sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import { anEntry, anySessionId, clinicianId } from '../../../support/console/openTestStorage.ts'
import {
  answered,
  buildOutbox,
  kindOf,
  otherSessionId,
  refused,
  startOutbox,
  textOf,
  unknown,
} from '../../../support/console/outbox/startOutbox.ts'
import { newEntryId } from '../../../support/console/startCore.ts'
import { turn } from '../../../support/relay/scriptedLine.ts'

describe('queueing', () => {
  test('puts the message on the disk before it returns, and takes the draft off with it', () => {
    const { unsent, outbox, storage } = startOutbox()
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

  test.each([-86_400_000, -600_000, 600_000])(
    'keeps the order on the screen over a clock that was set by %d ms',
    (byMs) => {
      const { outbox, clock, unsent } = startOutbox()
      const enqueue = (text: string) =>
        outbox.enqueue({ id: newEntryId(), sessionId: anySessionId, thread: 'care', text })
      const messages = [enqueue('first'), enqueue('second')]
      clock.set(byMs)
      messages.push(enqueue('third'), enqueue('fourth'))
      expect(
        messages
          .toReversed()
          .sort(compareQueued)
          .map(({ text }) => text),
      ).toEqual(['first', 'second', 'third', 'fourth'])
      expect(unsent.all().map(textOf)).toEqual(['first', 'second', 'third', 'fourth'])
    },
  )

  test('the same id again changes nothing', () => {
    const { outbox, storage, enqueue } = startOutbox()
    const id = enqueue('first')
    const again = outbox.enqueue({ id, sessionId: anySessionId, thread: 'care', text: 'second' })
    expect(again.text).toBe('first')
    expect(storage.outbox.all()).toHaveLength(1)
  })

  test.each([
    ['empty', '   ', 'invalid'],
    ['longer than a message may be', 'ü'.repeat(8_193), 'tooLarge'],
  ])('refuses a text that is %s', (_what, text, kind) => {
    const { enqueue } = startOutbox()
    expect(kindOf(() => enqueue(text))).toBe(kind)
  })

  test('refuses an unknown session, and a thread that is not open', () => {
    const { outbox, enqueue } = startOutbox()
    expect(kindOf(() => enqueue('text', sessionIdSchema.parse('nowhere')))).toBe('notFound')
    const staff = { id: newEntryId(), sessionId: otherSessionId, thread: 'staff', text: 'note' } as const
    expect(kindOf(() => outbox.enqueue(staff))).toBe('forbidden')
  })
})

describe('sending', () => {
  test('has one message of a session under way, in order, and does not let sessions wait for each other', async () => {
    const { transport, line, requests, enqueue, texts } = startOutbox()
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
    const { transport, storage, line, requests, enqueue } = startOutbox()
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
    const { transport, storage, clock, line, requests, enqueue } = startOutbox()
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
    const { transport, line, requests, enqueue } = startOutbox()
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
    const { unsent, transport, storage, line, requests, enqueue, texts } = startOutbox()
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
    const { transport, storage, clock, line, requests, enqueue } = startOutbox({
      catchUpThread: async (item) => {
        lookedFor.push(textOf(item))
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
    const { unsent, commit, transport, line, requests, events, enqueue, texts } = startOutbox()
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
    const { transport, storage, line, requests, enqueue } = startOutbox()
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
    const { outbox, transport, clock, line, requests, enqueue } = startOutbox()
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
    const { transport, storage, line, enqueue } = startOutbox()
    const id = enqueue('text')
    const untouched = enqueue('later')
    transport.set(line)
    await turn()
    const { outbox: restarted } = buildOutbox(storage)
    expect(kindOf(() => restarted.discard(id))).toBe('conflict')
    expect(kindOf(() => restarted.discard(untouched))).toBe(null)
  })

  test('replaces a refused message by another under a new id, in its place', async () => {
    const { outbox, transport, storage, events, line, requests, enqueue, texts } = startOutbox()
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
    expect(storage.outbox.all().map(textOf)).toEqual(['shorter', 'next'])
    transport.set(line)
    await turn()
    expect(texts()).toEqual(['refused', 'shorter'])
  })

  test('withdraws a message, and emits that', () => {
    const { outbox, storage, events, enqueue } = startOutbox()
    const id = enqueue('text')
    outbox.discard(id)
    expect(storage.outbox.all()).toEqual([])
    expect(events.at(-1)).toMatchObject({ payload: { withdrawn: [id] } })
    expect(kindOf(() => outbox.discard(id))).toBe('notFound')
  })

  test('tries a parked message again when asked to', async () => {
    const { unsent, outbox, transport, line, requests, enqueue } = startOutbox()
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
