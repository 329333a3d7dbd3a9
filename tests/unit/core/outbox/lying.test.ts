import { describe, expect, test } from 'vitest'
import { anySessionId } from '../../../support/console/openTestStorage.ts'
import {
  answered,
  buildOutbox,
  kindOf,
  otherSessionId,
  startOutbox,
  textOf,
} from '../../../support/console/outbox/startOutbox.ts'
import { newEntryId } from '../../../support/console/startCore.ts'
import { createScriptedLine, turn } from '../../../support/relay/scriptedLine.ts'

const lying = () => startOutbox({ lieForMs: () => 5_000 })

describe('a message that lies here', () => {
  test('goes when its time is over, and all of its session behind it in order; other sessions do not wait', async () => {
    const { transport, line, requests, clock, enqueue, texts, outbox, unsent } = lying()
    transport.set(line)
    enqueue('a1')
    clock.advance(2_000)
    enqueue('a2')
    const other = enqueue('b1', otherSessionId)
    await turn()
    expect(texts()).toEqual([])
    expect(
      unsent.all().map(({ queuedAt, ...item }) => 'releaseAt' in item && (item.releaseAt ?? 0) - queuedAt),
    ).toEqual([5_000, 5_000, 5_000])
    outbox.retry(other)
    await turn()
    expect(texts()).toEqual(['b1'])
    clock.advance(2_999)
    await turn()
    expect(texts()).toEqual(['b1'])
    clock.advance(1)
    await turn()
    await requests[1]?.reply(answered(1))
    expect(texts()).toEqual(['b1', 'a1'])
    clock.advance(2_000)
    await turn()
    expect(texts()).toEqual(['b1', 'a1', 'a2'])
  })

  test('is taken back into the draft, before what was written meanwhile, and is never sent', async () => {
    const { transport, line, clock, enqueue, texts, outbox, storage } = lying()
    transport.set(line)
    const [first, second] = [enqueue('first'), enqueue('second')]
    storage.transact(() => storage.drafts.save(anySessionId, 'care', 'third'))
    expect(outbox.takeBack(second)).toEqual({ draft: 'second\nthird', replyTo: null })
    expect(outbox.takeBack(first)).toEqual({ draft: 'first\nsecond\nthird', replyTo: null })
    expect(storage.drafts.of(anySessionId).care).toBe('first\nsecond\nthird')
    expect(storage.outbox.all()).toEqual([])
    expect(kindOf(() => outbox.takeBack(first))).toBe('notFound')
    clock.advance(60_000)
    await turn()
    expect(texts()).toEqual([])
  })

  test('is not taken back once it is under way', async () => {
    const { transport, line, clock, enqueue, outbox, requests, storage } = lying()
    transport.set(line)
    const id = enqueue('gone')
    clock.advance(5_000)
    await turn()
    expect(requests).toHaveLength(1)
    expect(kindOf(() => outbox.takeBack(id))).toBe('conflict')
    expect(storage.outbox.all()).toMatchObject([{ id, releaseAt: null, outcome: 'unknown' }])
  })

  test.each([
    ['with what was left of its time', 0, 4_000],
    ['at the latest after ten seconds, over a clock that was set back', -86_400_000, 10_000],
    ['at once, over a clock that was set on', 86_400_000, 0],
  ])('goes after a start %s, and what was taken back before does not', async (_how, setByMs, leftMs) => {
    const { outbox, clock, enqueue, storage } = lying()
    const back = enqueue('taken back')
    clock.advance(1_000)
    enqueue('kept')
    outbox.takeBack(back)
    clock.advance(1_000)
    outbox.close()
    clock.set(setByMs)
    const started = buildOutbox(storage, { clock, serverTime: clock })
    const { line, requests } = createScriptedLine()
    started.transport.set(line)
    clock.advance(Math.max(0, leftMs - 1))
    await turn()
    expect(requests).toHaveLength(leftMs > 0 ? 0 : 1)
    clock.advance(1)
    await turn()
    expect(requests.map(({ payload }) => payload)).toMatchObject([{ text: 'kept' }])
  })

  test('that is reworded lies here anew, and one that is withdrawn does not go', async () => {
    const { transport, line, clock, enqueue, outbox, texts, unsent } = lying()
    transport.set(line)
    const [first, second] = [enqueue('first'), enqueue('second')]
    outbox.discard(first)
    clock.advance(4_000)
    const { state } = outbox.revise({ id: second, newId: newEntryId(), text: 'better' })
    expect(state).toMatchObject({ kind: 'queued', releaseAt: clock.now() + 5_000 })
    clock.advance(4_999)
    await turn()
    expect(texts()).toEqual([])
    clock.advance(1)
    await turn()
    expect(texts()).toEqual(['better'])
    expect(unsent.all().map(textOf)).toEqual(['better'])
  })
})
