import { v4, v7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CallId, callIdSchema } from '../../../src/shared/model/call.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import type { DownEvent } from '../../../src/shared/protocol/down.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import type { NativeClient } from '../../support/relay/nativeClient.ts'
import { createNativeClients } from '../../support/relay/nativeClients.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { createFakeClock, type FakeClock } from '../../support/time/fakeClock.ts'

const newCallId = (): CallId => callIdSchema.parse(v7())

describe('calls', () => {
  let relay: StartedRelay
  let clock: FakeClock

  const clients = createNativeClients(() => relay)

  beforeEach(async () => {
    clock = createFakeClock()
    relay = await startRelay({
      clock,
      env: { STUN_URLS: 'stun:t.example:3478', TURN_URLS: 'turn:t.example:3478', TURN_SECRET: 'a secret of the tests' },
    })
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician', sup: 'support' })
    await relay.putSession('s2', { other: 'patient', doc: 'clinician' })
  })
  afterEach(async () => {
    clients.close()
    await relay.stop()
  })

  async function connect(userId: string, role: Role, deviceId = v4()): Promise<NativeClient> {
    const client = await clients.connect(userId, role, deviceId)
    // The device counts as there once this is answered.
    await client.ask('presence:watch', { userIds: [] })
    return client
  }
  const ring = async (from: NativeClient, recipientId = 'pat', callId = newCallId()) => {
    const { call } = await from.ask('call:initiate', { callId, sessionId: 's1', recipientId, callType: 'video' })
    return call.callId
  }
  const got = (client: NativeClient, event: DownEvent, times = 1) =>
    client.until(`${event} has come ${times} times`, () => client.payloads(event).length === times)
  /** Waits for whatever was sent to this client before. */
  const settled = (client: NativeClient) => client.ask('notification:list', {})

  it('ring on every device of the callee, connect one, and stop on the others', async () => {
    const [doc, docElsewhere] = [await connect('doc', 'clinician'), await connect('doc', 'clinician')]
    const [phone, tablet] = [await connect('pat', 'patient'), await connect('pat', 'patient')]
    const callId = newCallId()
    const request = { callId, sessionId: 's1', recipientId: 'pat', callType: 'video' }
    const { call, iceServers } = await doc.ask('call:initiate', request)
    expect(call).toEqual({
      callId,
      sessionId: 's1',
      callerId: 'doc',
      calleeId: 'pat',
      callType: 'video',
      state: 'ringing',
      startedAt: clock.now(),
      ringsUntil: clock.now() + limits.callRingsMs,
    })
    expect(iceServers).toMatchObject([
      { urls: ['stun:t.example:3478'] },
      { urls: ['turn:t.example:3478'], username: `${clock.now() / 1000 + 3_600}:doc` },
    ])
    for (const device of [phone, tablet]) {
      await got(device, 'call:incoming')
      expect(device.payloads('call:incoming')).toEqual([{ ...call, callerName: 'doc' }])
    }

    const answers = await Promise.all([phone, tablet].map((device) => device.request('call:accept', { callId })))
    const won = answers.findIndex((answer) => answer.success)
    expect(answers[1 - won]).toMatchObject({
      success: false,
      code: 'conflict',
      error: 'Cannot accept call in active state',
    })
    const [winner, loser] = won === 0 ? [phone, tablet] : [tablet, phone]
    await got(doc, 'call:accepted')
    await got(loser, 'call:accepted')
    const accepted = { callId, sessionId: 's1', acceptedBy: 'pat', at: clock.now() }
    expect(doc.payloads('call:accepted')).toEqual([{ ...accepted, elsewhere: false }])
    expect(loser.payloads('call:accepted')).toEqual([{ ...accepted, elsewhere: true }])
    // The same device again, after a lost answer, has the call still.
    expect(await winner.ask('call:accept', { callId })).toMatchObject({ call: { state: 'active' } })
    expect(winner.payloads('call:accepted')).toEqual([])

    clock.advance(300_000)
    expect(await winner.ask('call:end', { callId })).toMatchObject({ durationMs: 300_000 })
    await got(doc, 'call:ended')
    expect(doc.payloads('call:ended')).toEqual([
      { callId, sessionId: 's1', endedBy: 'pat', reason: 'hungUp', durationMs: 300_000, at: clock.now() },
    ])
    expect(await doc.ask('call:end', { callId })).toMatchObject({ durationMs: 300_000 })
    await Promise.all([settled(winner), settled(docElsewhere)])
    expect(winner.payloads('call:ended')).toEqual([])
    expect(docElsewhere.received.filter(({ event }) => event.startsWith('call:'))).toEqual([])
  })

  it('are rejected with a reason, on all devices', async () => {
    const doc = await connect('doc', 'clinician')
    const [phone, tablet] = [await connect('pat', 'patient'), await connect('pat', 'patient')]
    const callId = await ring(doc)
    await phone.ask('call:reject', { callId, reason: 'busy' })
    await phone.ask('call:reject', { callId })
    const rejected = { callId, sessionId: 's1', rejectedBy: 'pat', reason: 'busy', at: clock.now() }
    for (const client of [doc, tablet]) {
      await got(client, 'call:rejected')
      expect(client.payloads('call:rejected')).toEqual([rejected])
    }
    expect(await tablet.request('call:accept', { callId })).toMatchObject({
      error: 'Cannot accept call in rejected state',
    })
    expect((await settled(phone)).items).toEqual([])
  })

  it('are missed after their time, with a notification that waits', async () => {
    const [doc, pat] = [await connect('doc', 'clinician'), await connect('pat', 'patient')]
    const callId = await ring(doc)
    clock.advance(limits.callRingsMs - 1)
    await settled(pat)
    expect(pat.payloads('call:missed')).toEqual([])
    clock.advance(1)
    for (const client of [doc, pat]) {
      await got(client, 'call:missed')
      expect(client.payloads('call:missed')).toEqual([{ callId, sessionId: 's1', callerId: 'doc', at: clock.now() }])
    }
    await got(pat, 'notification:new')
    expect(pat.payloads('notification:new')).toMatchObject([
      { items: [{ kind: 'missedCall', priority: 'high', sessionId: 's1', callId, count: 1 }], unreadCount: 1 },
    ])
    expect(await pat.request('call:accept', { callId })).toMatchObject({ error: 'Cannot accept call in missed state' })
  })

  it('ring on a device that connects while they ring, and on none that connects later', async () => {
    const doc = await connect('doc', 'clinician')
    const callId = await ring(doc)
    const pat = await connect('pat', 'patient')
    await got(pat, 'call:incoming')
    await doc.ask('call:end', { callId })
    await got(pat, 'call:ended')
    expect(pat.payloads('call:ended')).toMatchObject([{ reason: 'cancelled', endedBy: 'doc', durationMs: 0 }])
    const later = await connect('pat', 'patient')
    await settled(later)
    expect(later.payloads('call:incoming')).toEqual([])
  })

  it('stop ringing when the caller is gone, or calls anew', async () => {
    const [doc, pat] = [await connect('doc', 'clinician'), await connect('pat', 'patient')]
    await ring(doc)
    await got(pat, 'call:incoming')
    const second = await ring(doc)
    await got(pat, 'call:ended')
    await got(pat, 'call:incoming', 2)
    doc.close()
    await got(pat, 'call:ended', 2)
    expect(pat.payloads('call:ended')).toMatchObject([{ reason: 'cancelled' }, { callId: second, reason: 'cancelled' }])
  })

  it('pass signals between the two devices in the call alone, and hold what comes before the answer', async () => {
    const [doc, docElsewhere] = [await connect('doc', 'clinician'), await connect('doc', 'clinician')]
    const [phone, tablet] = [await connect('pat', 'patient'), await connect('pat', 'patient')]
    const sup = await connect('sup', 'support')
    const callId = await ring(doc)
    const offer = { type: 'offer', sdp: 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n' }
    const signal = (signalType: string, data: unknown) => ({ callId, signalType, signal: data })
    await doc.ask('call:signal', signal('offer', offer))
    await doc.ask('call:signal', signal('candidate', { candidate: 'early' }))
    expect(await phone.request('call:signal', signal('answer', {}))).toMatchObject({ code: 'forbidden' })
    await settled(phone)
    expect(phone.payloads('call:signal')).toEqual([])
    await phone.ask('call:accept', { callId })
    await got(phone, 'call:signal', 2)
    await doc.ask('call:signal', signal('candidate', null))
    await phone.ask('call:signal', signal('answer', 'v=0'))
    await got(phone, 'call:signal', 3)
    await got(doc, 'call:signal')
    expect(phone.payloads('call:signal')).toEqual([
      { callId, senderId: 'doc', signalType: 'offer', signal: offer },
      { callId, senderId: 'doc', signalType: 'candidate', signal: { candidate: 'early' } },
      { callId, senderId: 'doc', signalType: 'candidate', signal: null },
    ])
    expect(doc.payloads('call:signal')).toEqual([{ callId, senderId: 'pat', signalType: 'answer', signal: 'v=0' }])

    for (const other of [docElsewhere, tablet])
      expect(await other.request('call:signal', signal('offer', offer))).toMatchObject({ code: 'forbidden' })
    const tooLarge = { sdp: 'x'.repeat(limits.signalBytes) }
    expect(await doc.request('call:signal', signal('offer', tooLarge))).toMatchObject({ code: 'invalid' })
    for (const event of ['accept', 'reject', 'end', 'ice'] as const)
      expect(await sup.request(`call:${event}`, { callId })).toMatchObject({
        code: 'notFound',
        error: 'Call not found',
      })
    expect(await sup.request('call:signal', signal('offer', offer))).toMatchObject({ error: 'Call not found' })
    expect(await doc.request('call:end', { callId: newCallId() })).toMatchObject({ error: 'Call not found' })
    for (const other of [docElsewhere, tablet, sup]) {
      await settled(other)
      expect(other.payloads('call:signal')).toEqual([])
    }
    await doc.ask('call:end', { callId })
    expect(await doc.request('call:signal', signal('offer', offer))).toMatchObject({
      error: 'Cannot signal call in ended state',
    })
  })

  it('pass what is signalled in the moment of the answer, each once', async () => {
    const [doc, phone] = [await connect('doc', 'clinician'), await connect('pat', 'patient')]
    for (let round = 1; round <= 5; round++) {
      const callId = await ring(doc)
      await got(phone, 'call:incoming', round)
      const signal = (candidate: number) =>
        doc.ask('call:signal', { callId, signalType: 'candidate', signal: { candidate } })
      const before = [1, 2, 3, 4].map(signal)
      const accepted = phone.ask('call:accept', { callId })
      await Promise.all([...before, accepted, ...[5, 6, 7, 8].map(signal)])
      await got(phone, 'call:signal', round * 8)
      await doc.ask('call:end', { callId })
    }
    expect(new Set(phone.payloads('call:signal').map((signal) => JSON.stringify(signal))).size).toBe(40)
  })

  it('show both parties in a call, until it is over', async () => {
    const [doc, pat, sup] = [
      await connect('doc', 'clinician'),
      await connect('pat', 'patient'),
      await connect('sup', 'support'),
    ]
    const callId = await ring(doc)
    await pat.ask('call:accept', { callId })
    const statuses = async () =>
      (await sup.ask('presence:watch', { userIds: ['doc', 'pat'] })).items.map(({ status }) => status)
    expect(await statuses()).toEqual(['in_call', 'in_call'])
    await doc.ask('presence:set', { status: 'away' })
    expect(await statuses()).toEqual(['in_call', 'in_call'])
    await doc.ask('call:end', { callId })
    expect(await statuses()).toEqual(['away', 'online'])
  })

  it('keep what devices measure, and notify both when it becomes bad or good', async () => {
    const [doc, pat] = [await connect('doc', 'clinician'), await connect('pat', 'patient')]
    const callId = await ring(doc)
    const good = { packetLossPercent: 0.5, jitterMs: 10, roundTripMs: 90 }
    expect(await pat.request('call:quality', { callId, quality: good })).toMatchObject({
      error: 'Cannot measure call in ringing state',
    })
    await pat.ask('call:accept', { callId })
    const measure = async (quality: object) => {
      clock.advance(1_000)
      return (await pat.ask('call:quality', { callId, quality })).issues
    }
    expect(await measure(good)).toEqual([])
    expect(await measure({ ...good, packetLossPercent: 12, roundTripMs: 900 })).toEqual(['packetLoss', 'roundTrip'])
    expect(await measure({ ...good, packetLossPercent: 13, roundTripMs: 800 })).toEqual(['packetLoss', 'roundTrip'])
    expect(await measure(good)).toEqual([])
    for (const client of [doc, pat]) {
      await got(client, 'call:qualityIssue', 2)
      expect(client.payloads('call:qualityIssue').map(({ userId, issues }) => ({ userId, issues }))).toEqual([
        { userId: 'pat', issues: ['packetLoss', 'roundTrip'] },
        { userId: 'pat', issues: [] },
      ])
    }
    expect(await relay.store().calls.quality(callId)).toHaveLength(4)
    expect(await pat.request('call:quality', { callId, quality: { ...good, jitterMs: -1 } })).toMatchObject({
      code: 'invalid',
    })
  })

  it('are refused to those who do not share the session, in closed ones, to oneself, and under a used id', async () => {
    const [doc, other] = [await connect('doc', 'clinician'), await connect('other', 'patient')]
    const admin = await connect('boss', 'admin')
    const request = { callId: newCallId(), sessionId: 's1', recipientId: 'pat', callType: 'audio' }
    expect(await other.request('call:initiate', request)).toMatchObject({ code: 'notFound' })
    expect(await admin.request('call:initiate', request)).toMatchObject({ code: 'forbidden' })
    expect(await doc.request('call:initiate', { ...request, recipientId: 'other' })).toMatchObject({ code: 'notFound' })
    expect(await doc.request('call:initiate', { ...request, recipientId: 'doc' })).toMatchObject({ code: 'invalid' })
    const { call } = await doc.ask('call:initiate', request)
    expect((await doc.ask('call:initiate', request)).call).toEqual(call)
    expect(await doc.request('call:initiate', { ...request, callType: 'video' })).toMatchObject({ code: 'conflict' })
    const participants = [
      { userId: 'pat', role: 'patient' as const },
      { userId: 'doc', role: 'clinician' as const },
    ]
    await relay.putSession('s1', { kind: 'chat', active: false, participants })
    expect(await doc.request('call:initiate', { ...request, callId: newCallId() })).toMatchObject({
      code: 'sessionClosed',
    })
  })

  it('end when a party is taken out of the session', async () => {
    const [doc, pat] = [await connect('doc', 'clinician'), await connect('pat', 'patient')]
    const callId = await ring(doc)
    await pat.ask('call:accept', { callId })
    await relay.putSession('s1', { pat: 'patient', sup: 'support' })
    await got(pat, 'call:ended')
    expect(pat.payloads('call:ended')).toMatchObject([{ callId, reason: 'stopped' }])
    expect(await doc.request('call:ice', { callId })).toMatchObject({ error: 'Call not found' })
  })

  it('ring no more in a session that is closed, and leave those who speak to finish', async () => {
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician', second: 'clinician', sup: 'support' })
    const [doc, pat] = [await connect('doc', 'clinician'), await connect('pat', 'patient')]
    const second = await connect('second', 'clinician')
    const spoken = await ring(doc)
    await pat.ask('call:accept', { callId: spoken })
    const ringing = await ring(second)
    await got(pat, 'call:incoming', 2)
    await doc.ask('session:close', { id: v7(), sessionId: 's1' })
    await got(pat, 'call:ended')
    await got(second, 'call:ended')
    expect(pat.payloads('call:ended')).toMatchObject([{ callId: ringing, reason: 'stopped' }])
    expect(await pat.request('call:accept', { callId: ringing })).toMatchObject({ success: false, code: 'conflict' })
    expect(await doc.request('call:ice', { callId: spoken })).toMatchObject({ success: true })
    expect(doc.payloads('call:ended')).toEqual([])
  })

  it('go on when a device comes back in time, and end when it does not', async () => {
    const device = v4()
    const [doc, phone] = [await connect('doc', 'clinician'), await connect('pat', 'patient', device)]
    const watcher = await connect('sup', 'support')
    const callId = await ring(doc)
    await phone.ask('call:accept', { callId })
    const gone = async () => {
      const before = watcher.payloads('presence').length
      for (const client of clients.all().filter((client) => client !== doc && client !== watcher)) client.close()
      await watcher.until('the patient is offline', () => watcher.payloads('presence').length > before)
    }
    await gone()
    clock.advance(20_000)
    const back = await connect('pat', 'patient', device)
    clock.advance(20_000)
    await back.ask('call:signal', { callId, signalType: 'offer', signal: 'restart' })
    await got(doc, 'call:signal')
    await gone()
    clock.advance(30_000)
    await got(doc, 'call:ended')
    expect(doc.payloads('call:ended')).toMatchObject([{ callId, reason: 'connectionLost', durationMs: 70_000 }])
  })

  it('are limited in how often one user may begin them', async () => {
    await relay.stop()
    relay = await startRelay({ clock, env: { RATE_LIMIT_FACTOR: '1' } })
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    const doc = await connect('doc', 'clinician')
    const request = () => ({ callId: newCallId(), sessionId: 's1', recipientId: 'pat', callType: 'audio' })
    for (let count = 0; count < 10; count += 1) await doc.ask('call:initiate', request())
    expect(await doc.request('call:initiate', request())).toMatchObject({ code: 'rateLimited', retry: 'later' })
  })

  it('ring no more after their node has stopped, and leave a notification', async () => {
    const [doc, pat] = [await connect('doc', 'clinician'), await connect('pat', 'patient')]
    const callId = await ring(doc)
    await got(pat, 'call:incoming')
    await relay.restart()
    expect(doc.payloads('call:ended')).toMatchObject([{ callId, reason: 'stopped' }])
    expect(pat.payloads('call:ended')).toMatchObject([{ callId, reason: 'stopped' }])
    const back = await connect('pat', 'patient')
    await got(back, 'notification:new')
    expect(back.payloads('notification:new')).toMatchObject([{ items: [{ kind: 'missedCall', callId }] }])
    expect(back.payloads('call:incoming')).toEqual([])
  })

  it('that were left ringing by a node that died are missed in their time', async () => {
    const pat = await connect('pat', 'patient')
    const callId = newCallId()
    await relay.store().calls.insert({
      id: callId,
      sessionId: (await pat.pullAll()).sessions[0]?.id ?? expect.fail('there is no session'),
      callerId: (await pat.ask('presence:watch', { userIds: ['doc'] })).items[0]?.userId ?? expect.fail('no clinician'),
      callerName: 'doc',
      callerDevice: v4(),
      calleeId: (await pat.ask('presence:watch', { userIds: ['pat'] })).items[0]?.userId ?? expect.fail('no patient'),
      calleeDevice: null,
      callType: 'video',
      state: 'ringing',
      startedAtMs: clock.now(),
      ringsUntilMs: clock.now() + limits.callRingsMs,
      acceptedAtMs: null,
      endedAtMs: null,
      endedBy: null,
      endReason: null,
    })
    await relay.restart()
    const back = await connect('pat', 'patient')
    await got(back, 'call:incoming')
    clock.advance(limits.callRingsMs)
    await got(back, 'call:missed')
  })
})
