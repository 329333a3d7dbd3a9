import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { limits } from '../../../src/shared/protocol/limits.ts'
import type { NativeClient } from '../../support/relay/nativeClient.ts'
import { createNativeClients } from '../../support/relay/nativeClients.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { createFakeClock, type FakeClock } from '../../support/time/fakeClock.ts'

describe('presence', () => {
  let relay: StartedRelay
  let clock: FakeClock

  const clients = createNativeClients(() => relay)
  const { connect } = clients

  beforeEach(async () => {
    clock = createFakeClock()
    relay = await startRelay({ clock })
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    await relay.putSession('s2', { other: 'patient', doc: 'clinician' })
  })
  afterEach(async () => {
    clients.close()
    await relay.stop()
  })

  it('of one asked for by name is sent to those who share a session, and of anyone to administrators', async () => {
    const [doc, pat, boss] = [
      await connect('doc', 'clinician'),
      await connect('pat', 'patient'),
      await connect('boss', 'admin'),
    ]
    await doc.ask('presence:set', { status: 'busy', customStatus: '  In a meeting ' })
    // On another node it is known a moment later.
    const hasHeard = (client: NativeClient, of: string, as: string) =>
      client.payloads('presence').some(({ items }) => items.some((one) => one.userId === of && one.status === as))
    await pat.until('the status has come to the patient', () => hasHeard(pat, 'doc', 'busy'))
    await boss.until(
      'all has come to the administrator',
      () => hasHeard(boss, 'doc', 'busy') && hasHeard(boss, 'pat', 'online'),
    )
    const expiresAt = clock.now() + limits.watchExpiresMs
    expect(await pat.ask('presence:watch', { userIds: ['doc', 'other', 'nobody', 'doc'] })).toEqual({
      ...{ success: true, now: clock.now() },
      items: [{ userId: 'doc', status: 'busy', customStatus: 'In a meeting' }],
      expiresAt,
    })
    const all = await boss.ask('presence:watch', { userIds: ['doc', 'pat', 'nobody'] })
    expect(all.items.map(({ status }) => status)).toEqual(['busy', 'online', 'offline'])
  })

  it('is sent anew when someone changes their words, and when they leave', async () => {
    const [doc, pat] = [await connect('doc', 'clinician'), await connect('pat', 'patient')]
    const last = () => pat.payloads('presence').at(-1)?.items
    await doc.ask('presence:set', { status: 'online', customStatus: 'At lunch' })
    await pat.until('the words have come', () => last()?.[0]?.customStatus === 'At lunch')
    await doc.ask('presence:set', { status: 'online', customStatus: null })
    await pat.until('the words are gone', () => last()?.[0]?.customStatus === undefined)
    clock.advance(5_000)
    doc.close()
    await pat.until('they are gone', () => last()?.[0]?.status === 'offline')
    expect(last()).toEqual([{ userId: 'doc', status: 'offline', lastSeenAt: clock.now() }])
  })

  it('takes no words that are too long, of many lines, or a status of the relay’s own', async () => {
    const doc = await connect('doc', 'clinician')
    for (const wrong of [
      { status: 'busy', customStatus: 'x'.repeat(101) },
      { status: 'busy', customStatus: 'two\nlines' },
      { status: 'in_call' },
      { status: 'offline' },
    ])
      expect(await doc.request('presence:set', wrong)).toMatchObject({ code: 'invalid' })
    expect(await doc.ask('presence:set', { status: 'busy', customStatus: 'x'.repeat(100) })).toEqual({
      success: true,
      now: clock.now(),
    })
  })
})
