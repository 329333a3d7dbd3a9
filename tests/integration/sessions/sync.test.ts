import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import type { NativeClient } from '../../support/relay/nativeClient.ts'
import { createNativeClients } from '../../support/relay/nativeClients.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { createFakeClock, type FakeClock } from '../../support/time/fakeClock.ts'

describe('catching up and what is told beside the log', () => {
  let relay: StartedRelay
  let clock: FakeClock

  const clients = createNativeClients(() => relay)
  const { connect } = clients

  beforeEach(async () => {
    clock = createFakeClock()
    relay = await startRelay({ clock })
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    await relay.putSession('s2', { sam: 'patient', doc: 'clinician' })
  })
  afterEach(async () => {
    clients.close()
    await relay.stop()
  })

  function expectGapless(entries: readonly Entry[], sessionId: string, from: number, to: number): void {
    const seqs = entries.filter((entry) => entry.sessionId === sessionId).map((entry) => entry.seq)
    expect(seqs).toEqual(Array.from({ length: to - from + 1 }, (_, index) => from + index))
  }

  it('gives all sessions and entries in pages that together have no gap', async () => {
    const pat = await connect('pat', 'patient')
    const sam = await connect('sam', 'patient')
    await Promise.all(Array.from({ length: 450 }, (_, index) => pat.send('s1', `to one ${index}`)))
    await Promise.all(Array.from({ length: 30 }, (_, index) => sam.send('s2', `to two ${index}`)))
    const doc = await connect('doc', 'clinician')
    const first = await doc.ask('sync:pull', { scope: 'all', cursors: [] })
    expect(first.entries).toHaveLength(limits.entriesPerPage)
    expect(first.more).toBe(true)
    expect(first.sessions?.map((session) => session.id)).toEqual(['s1', 's2'])
    const all = await doc.pullAll()
    expectGapless(all.entries, 's1', 1, 453)
    expectGapless(all.entries, 's2', 1, 33)
  })

  it('continues from the cursors, only the threads named or all of them', async () => {
    const pat = await connect('pat', 'patient')
    await pat.send('s1', 'one')
    await pat.send('s1', 'two')
    const doc = await connect('doc', 'clinician')
    const cursors = [{ sessionId: 's1', thread: 'care', after: 4 }]
    const named = await doc.ask('sync:pull', { scope: 'cursors', cursors })
    expect(named.sessions).toBeUndefined()
    expect(named.entries.map((entry) => [entry.sessionId, entry.seq])).toEqual([['s1', 5]])
    const all = await doc.ask('sync:pull', { scope: 'all', cursors })
    expectGapless(all.entries, 's1', 5, 5)
    expectGapless(all.entries, 's2', 1, 3)
    const beyond = [{ sessionId: 's1', thread: 'care', after: 999 }]
    expect(await doc.ask('sync:pull', { scope: 'cursors', cursors: beyond })).toMatchObject({
      entries: [],
      more: false,
    })
  })

  it('keeps pages of long messages within a frame', async () => {
    const pat = await connect('pat', 'patient')
    const text = `x${'\u0001'.repeat(limits.messageTextBytes - 1)}`
    await Promise.all(Array.from({ length: 20 }, () => pat.send('s1', text)))
    const doc = await connect('doc', 'clinician')
    const page = await doc.ask('sync:pull', {
      scope: 'cursors',
      cursors: [{ sessionId: 's1', thread: 'care', after: 3 }],
    })
    expect(page.more).toBe(true)
    expect(JSON.stringify(page).length).toBeLessThan(limits.frameBytes)
    expectGapless((await doc.pullAll()).entries, 's1', 1, 23)
  })

  it('cuts what is delivered at once into frames', async () => {
    const pat = await connect('pat', 'patient')
    const doc = await connect('doc', 'clinician')
    const text = `x${'\u0001'.repeat(limits.messageTextBytes - 1)}`
    await Promise.all(Array.from({ length: 25 }, () => pat.send('s1', text)))
    await doc.until('all have come', () => doc.entries.length === 25)
    for (const payload of doc.payloads('log:entries'))
      expect(JSON.stringify(payload).length).toBeLessThan(limits.frameBytes)
    expectGapless(doc.entries, 's1', 4, 28)
  })

  it('tells everyone of watermarks that grew, holds them, and never lets them shrink or run ahead', async () => {
    const pat = await connect('pat', 'patient')
    const doc = await connect('doc', 'clinician')
    await pat.send('s1', 'hello')
    const advance = (deliveredUpTo: number, readUpTo: number) =>
      doc.ask('watermark:advance', { marks: [{ sessionId: 's1', thread: 'care', deliveredUpTo, readUpTo }] })
    await advance(4, 2)
    await advance(3, 1)
    await advance(1_000, 3)
    await pat.until('both have come', () => pat.payloads('watermarks').length === 2)
    const item = { sessionId: 's1', thread: 'care', userId: 'doc' }
    expect(pat.payloads('watermarks').map((payload) => payload.items)).toEqual([
      [{ ...item, deliveredUpTo: 4, readUpTo: 2 }],
      [{ ...item, deliveredUpTo: 4, readUpTo: 3 }],
    ])
    await doc.until('the doctor’s own console heard too', () => doc.payloads('watermarks').length === 2)
    const { sessions } = await pat.pullAll()
    expect(sessions[0]?.watermarks).toEqual([{ userId: 'doc', thread: 'care', deliveredUpTo: 4, readUpTo: 3 }])
  })

  it('passes over the marks of sessions that are no longer the principal’s and takes the others', async () => {
    const doc = await connect('doc', 'clinician')
    await doc.ask('watermark:advance', {
      marks: [
        { sessionId: 'gone', thread: 'care', deliveredUpTo: 1, readUpTo: 1 },
        { sessionId: 's1', thread: 'care', deliveredUpTo: 2, readUpTo: 1 },
      ],
    })
    expect((await doc.pullAll()).sessions.flatMap((session) => session.watermarks)).toHaveLength(1)
  })

  it('tells of typing, ends it by itself, and stores none of it', async () => {
    const pat = await connect('pat', 'patient')
    const doc = await connect('doc', 'clinician')
    const typing = () => doc.payloads('typing').flatMap((payload) => payload.items.map((item) => item.typing))
    await pat.ask('typing:set', { sessionId: 's1', thread: 'care', typing: true })
    await doc.until('typing has come', () => typing().length === 1)
    expect(doc.payloads('typing')[0]?.items).toEqual([
      { sessionId: 's1', thread: 'care', userId: 'pat', name: 'pat', typing: true },
    ])
    clock.advance(limits.typingExpiresMs - 1)
    await pat.ask('typing:set', { sessionId: 's1', thread: 'care', typing: true })
    await doc.until('the renewal has come', () => typing().length === 2)
    clock.advance(limits.typingExpiresMs - 1)
    await doc.ask('presence:set', { status: 'away' })
    expect(typing()).toEqual([true, true])
    clock.advance(1)
    await doc.until('the end has come', () => typing().length === 3)
    expect(typing()).toEqual([true, true, false])
    expect(pat.payloads('typing')).toEqual([])
  })

  it('ends typing when the message is sent, when it is said so, and when the line drops', async () => {
    const pat = await connect('pat', 'patient')
    const doc = await connect('doc', 'clinician')
    const typing = () => doc.payloads('typing').flatMap((payload) => payload.items.map((item) => item.typing))
    const start = () => pat.ask('typing:set', { sessionId: 's1', thread: 'care', typing: true })
    await start()
    await pat.send('s1', 'sent')
    await doc.until('the end has come', () => typing().join() === 'true,false')
    await start()
    await pat.ask('typing:set', { sessionId: 's1', thread: 'care', typing: false })
    await doc.until('the end has come', () => typing().join() === 'true,false,true,false')
    await start()
    await doc.until('the beginning has come', () => typing().length === 5)
    pat.close()
    await doc.until('the end has come', () => typing().join() === 'true,false,true,false,true,false')
  })

  it('shows the presence of those who share a session, over all their devices, and no one else’s', async () => {
    const doc = await connect('doc', 'clinician')
    const statuses = (client: NativeClient, userId: string) =>
      client
        .payloads('presence')
        .flatMap((payload) => payload.items)
        .filter((item) => item.userId === userId)
        .map((item) => item.status)
    await doc.until('the peers have come', () => statuses(doc, 'pat').join() === 'offline')
    const pat = await connect('pat', 'patient')
    await doc.until('pat is there', () => statuses(doc, 'pat').join() === 'offline,online')
    const second = await connect('pat', 'patient')
    await second.until('the second device counts', () => statuses(second, 'doc').length > 0)
    await pat.ask('presence:set', { status: 'away' })
    await second.ask('presence:set', { status: 'busy' })
    await doc.until('pat is busy', () => statuses(doc, 'pat').join() === 'offline,online,busy')
    second.close()
    await doc.until('pat is away', () => statuses(doc, 'pat').join() === 'offline,online,busy,away')
    clock.advance(5_000)
    pat.close()
    await doc.until('pat is gone', () => statuses(doc, 'pat').at(-1) === 'offline')
    const last = doc
      .payloads('presence')
      .at(-1)
      ?.items.find((item) => item.userId === 'pat')
    expect(last).toEqual({ userId: 'pat', status: 'offline', lastSeenAt: clock.now() })
    const sam = await connect('sam', 'patient')
    await sam.until('the doctor has come', () => statuses(sam, 'doc').length > 0)
    expect(statuses(sam, 'pat')).toEqual([])
  })
})
