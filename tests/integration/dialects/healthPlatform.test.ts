import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import {
  asPayload,
  asPayloads,
  asText,
  type DialectClient,
  type Payload,
  tokenWith,
} from '../../support/dialects/dialectClient.ts'
import { connectHealth } from '../../support/dialects/healthClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'
import { until } from '../../support/time/until.ts'

const room = 'chat:pat:prov'
const visitId = 'visit-123'

describe('the health platform (fourth document)', () => {
  let relay: StartedRelay

  beforeEach(async () => {
    relay = await startRelay()
    const participants = [
      { userId: 'pat', role: 'patient' as const },
      { userId: 'prov', role: 'clinician' as const },
    ]
    await relay.putSession(visitId, { kind: 'visit', participants })
    await relay.putSession('visit-9', { other: 'patient', prov: 'clinician' })
  })
  afterEach(() => relay.stop())

  const connect = (userId: string, role: string, url = relay.url) => connectHealth(url, userId, role)
  async function joined(roomId = `visit:${visitId}`) {
    const pat = await connect('pat', 'patient')
    const prov = await connect('prov', 'provider')
    await pat.ask('room:join', { roomId, roomType: roomId.split(':')[0] })
    await prov.ask('room:join', { roomId, roomType: roomId.split(':')[0] })
    return { pat, prov }
  }

  it('joins rooms, lists who is in them, and announces who joins and leaves', async () => {
    const pat = await connect('pat', 'patient')
    const prov = await connect('prov', 'provider')
    expect(pat.of('connected')[0]).toMatchObject({ userId: 'pat', role: 'patient' })
    const metadata = { visitId }
    expect(await pat.ask('room:join', { roomId: room, roomType: 'chat', metadata })).toEqual({
      success: true,
      roomId: room,
      participants: [{ userId: 'pat', role: 'patient' }],
    })
    const both = [
      { userId: 'pat', role: 'patient' },
      { userId: 'prov', role: 'provider' },
    ]
    expect(await prov.ask('room:join', { roomId: room, roomType: 'chat' })).toMatchObject({ success: true })
    // They may be on different nodes, which take a moment to synchronise.
    await until('both see both', async () => {
      const seen = await Promise.all([pat, prov].map((one) => one.ask('room:participants', { roomId: room })))
      return seen.every(({ participants }) => Array.isArray(participants) && participants.length === 2)
    })
    expect(await pat.waitFor('room:userJoined')).toMatchObject({ roomId: room, userId: 'prov' })
    const { participants } = await pat.ask('room:participants', { roomId: room })
    expect(participants).toHaveLength(2)
    expect(participants).toEqual(expect.arrayContaining(both))
    expect(await prov.ask('room:leave', { roomId: room })).toEqual({ success: true, roomId: room })
    expect(await pat.waitFor('room:userLeft')).toMatchObject({ roomId: room, userId: 'prov' })
    expect(await pat.ask('room:participants', room)).toMatchObject({ participants: [both[0]] })
    for (const roomId of [`visit:${visitId}`, `call:${visitId}`, 'notifications:pat', 'topic:appointments'])
      expect(await pat.ask('room:join', { roomId })).toMatchObject({ success: true, roomId })
  })

  it('refuses rooms in its own words', async () => {
    const pat = await connect('pat', 'patient')
    const stranger = await connect('other', 'patient')
    const errorOf = async (client: DialectClient, event: string, payload: unknown) =>
      (await client.ask(event, payload)).error
    for (const roomId of ['chat:other:prov', 'notifications:prov'])
      expect(await errorOf(pat, 'room:join', { roomId })).toBe('Access denied to this room')
    for (const roomId of [
      'visit:nowhere',
      'call:nowhere',
      'visit:visit-9',
      'call:visit-9',
      'lobby:1',
      'visit',
      'chat:pat:nobody',
      'topic:no topic',
    ])
      expect(await errorOf(pat, 'room:join', { roomId })).toBe('Room not found')
    for (const payload of [undefined, null, {}, { roomId: 5.5 }, { roomId: {} }, { roomId: 'x'.repeat(999) }, []])
      expect(await errorOf(pat, 'room:join', payload)).toBe('Room not found')
    expect(await errorOf(pat, 'room:join', { roomId: `visit:${visitId}`, roomType: 'castle' })).toBe('Room not found')
    expect(await errorOf(pat, 'room:join', JSON.parse(`{"__proto__":{"roomId":"visit:${visitId}"}}`))).toBe(
      'Room not found',
    )
    expect(await errorOf(pat, 'room:leave', { roomId: `visit:${visitId}` })).toBe('Room not found')
    expect((await pat.ask('room:participants', { roomId: `visit:${visitId}` })).participants).toEqual([])
    for (const roomId of [room, 'notifications:pat', 'topic:appointments'])
      expect(await errorOf(stranger, 'room:participants', { roomId })).toBe('Access denied to this room')
    for (const roomId of [`visit:${visitId}`, 'visit:nowhere'])
      expect(await errorOf(stranger, 'room:participants', { roomId })).toBe('Room not found')
    expect(stranger.errors()).toEqual([])
    stranger.emit('room:join', { roomId: `visit:${visitId}` })
    expect(await stranger.waitFor('error')).toEqual({ message: 'Room not found' })
  })

  it('sends, confirms, receives and reads messages, and gives their history', async () => {
    const { pat, prov } = await joined()
    const answer = await pat.ask('message:send', { visitId, message: 'Hello, doctor!', attachments: [] })
    expect(answer.success).toBe(true)
    const sent = asPayload(answer.message)
    expect(sent).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      visitId,
      senderId: 'pat',
      senderRole: 'patient',
      message: 'Hello, doctor!',
      attachments: [],
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    })
    expect(await prov.waitFor('message:new')).toEqual({ ...sent, roomId: `visit:${visitId}` })
    expect(await pat.waitFor('message:sent')).toEqual(sent)
    expect(pat.of('message:new')).toEqual([])

    const { id } = sent
    expect(await prov.ask('message:received', { messageId: id })).toMatchObject({ success: true })
    expect(await pat.waitFor('message:delivered')).toMatchObject({ messageId: id, visitId, userId: 'prov' })
    expect(await prov.ask('message:read', { visitId, messageIds: [id] })).toMatchObject({ success: true })
    expect(await pat.waitFor('message:read')).toMatchObject({
      messageIds: [id],
      messageId: id,
      visitId,
      userId: 'prov',
    })
    await prov.settled()
    expect(prov.of('message:read')).toEqual([])

    for (const message of ['two', 'three']) await prov.ask('message:send', { visitId, message })
    const texts = ({ messages }: Payload) => asPayloads(messages).map(({ message }) => message)
    const page = await pat.ask('message:history', { visitId, limit: 2 })
    expect(texts(page)).toEqual(['two', 'three'])
    expect(page.hasMore).toBe(true)
    const earlier = await pat.ask('message:history', { visitId, before: asPayloads(page.messages)[0]?.id })
    expect(texts(earlier)).toEqual(['Hello, doctor!'])
    expect(earlier).toMatchObject({ success: true, hasMore: false })
    expect(texts(await pat.ask('message:history', { visitId, after: id }))).toEqual(['two', 'three'])
  })

  it('shows who types, by the room of each', async () => {
    const { pat, prov } = await joined(room)
    pat.emit('typing:start', { roomId: room })
    expect(await prov.waitFor('typing:start')).toMatchObject({ roomId: room, userId: 'pat' })
    pat.emit('typing:stop', { roomId: room })
    expect(await prov.waitFor('typing:stop')).toMatchObject({ roomId: room, userId: 'pat' })
    expect(pat.of('typing:start')).toEqual([])
  })

  it('refuses messages in its own words', async () => {
    const { pat, prov } = await joined()
    const errorOf = async (event: string, payload: unknown) => (await pat.ask(event, payload)).error
    for (const message of [undefined, '', '  ', 5, {}, ['x']])
      expect(await errorOf('message:send', { visitId, message })).toBe('Message content is required')
    for (const to of ['visit-9', 'nowhere', '../x']) {
      expect(await errorOf('message:send', { visitId: to, message: 'x' })).toBe('Access denied to this conversation')
      expect(await errorOf('message:read', { visitId: to })).toBe('Access denied to this conversation')
      expect(await errorOf('message:history', { visitId: to })).toBe('Access denied to this conversation')
    }
    expect(await errorOf('message:send', { message: 'x' })).toBe('visitId is required')
    expect(await pat.ask('message:send', { visitId, message: 'x'.repeat(17_000) })).toMatchObject({ code: 'tooLarge' })
    expect(await errorOf('message:send', { visitId, message: 'x', attachments: 'all' })).toMatch('attachments')
    expect(await errorOf('message:send', { visitId, message: 'x', attachments: [randomUUID()] })).toBeDefined()
    expect(await errorOf('message:history', { visitId, limit: 100_000 })).toBeDefined()
    expect(await errorOf('message:received', { messageId: randomUUID() })).toBeDefined()
    expect(await errorOf('message:received', { messageId: { $ne: 1 } })).toBeDefined()
    expect(await errorOf('typing:start', { roomId: 'visit:visit-9' })).toBe('Access denied to this room')
    expect(await errorOf('typing:start', {})).toBe('Room not found')
    await prov.settled()
    expect(prov.of('message:new')).toEqual([])
    expect(prov.of('typing:start')).toEqual([])
  })

  it('rings, connects, signals, measures and ends a call', async () => {
    const pat = await connect('pat', 'patient')
    const prov = await connect('prov', 'provider')
    const begun = await pat.ask('call:initiate', { recipientId: 'prov', visitId, callType: 'video' })
    expect(begun).toMatchObject({ success: true, callId: expect.any(String), visitId, callType: 'video' })
    const { callId } = begun
    // Who has not spoken yet is called all the same.
    expect(await prov.waitFor('call:incoming')).toMatchObject({ callId, callerId: 'pat', visitId, callType: 'video' })
    expect(await prov.ask('call:accept', { callId })).toMatchObject({ success: true, callId })
    expect(await pat.waitFor('call:accepted')).toMatchObject({ callId, acceptedBy: 'prov', visitId })

    const offer = { type: 'offer', sdp: 'v=0\r\n' }
    expect(await pat.ask('call:signal', { callId, recipientId: 'prov', signal: offer, signalType: 'offer' })).toEqual({
      success: true,
    })
    expect(await prov.waitFor('call:signal')).toEqual({ callId, senderId: 'pat', signal: offer, signalType: 'offer' })
    await prov.ask('call:signal', { callId, recipientId: 'pat', signal: 'v=0', signalType: 'answer' })
    await prov.ask('call:signal', {
      callId,
      recipientId: 'pat',
      signal: { candidate: 'c' },
      signalType: 'ice-candidate',
    })
    await pat.waitFor('call:signal', undefined, 2)
    expect(pat.of('call:signal').map(({ signalType }) => signalType)).toEqual(['answer', 'ice-candidate'])

    const measured = await pat.ask('call:quality', { callId, metrics: { packetLoss: 20, jitter: 5, latency: 40 } })
    expect(measured).toMatchObject({ success: true, issues: ['packetLoss'] })
    expect(await prov.waitFor('call:qualityIssue')).toMatchObject({ callId, userId: 'pat', issues: ['packetLoss'] })
    expect((await pat.ask('call:accept', { callId })).error).toBeDefined()
    expect((await prov.ask('call:accept', { callId: asText(callId).toUpperCase() })).success).toBe(true)

    expect(await pat.ask('call:end', { callId, duration: 300 })).toMatchObject({ success: true, callId })
    expect(await prov.waitFor('call:ended')).toMatchObject({ callId, endedBy: 'pat', duration: expect.any(Number) })
    expect((await prov.ask('call:accept', { callId })).error).toBe('Cannot accept call in ended state')
  })

  it('rejects calls with a reason, and refuses what is no call', async () => {
    const pat = await connect('pat', 'patient')
    const prov = await connect('prov', 'provider')
    const { callId } = await pat.ask('call:initiate', { recipientId: 'prov', visitId, callType: 'audio' })
    await prov.waitFor('call:incoming')
    prov.emit('call:reject', { callId, reason: 'busy' })
    expect(await pat.waitFor('call:rejected')).toMatchObject({ callId, rejectedBy: 'prov', reason: 'busy' })
    expect((await prov.ask('call:accept', { callId })).error).toBe('Cannot accept call in rejected state')
    for (const event of ['call:accept', 'call:reject', 'call:end'])
      for (const payload of [{ callId: randomUUID() }, { callId: 'call-123' }, { callId: 5 }, {}])
        expect((await prov.ask(event, payload)).error).toMatch(/Call not found/)
    const signal = { signal: 'x', signalType: 'offer' }
    expect((await prov.ask('call:signal', { callId: 'call-123', ...signal })).error).toBe('Call not found')
    expect((await prov.ask('call:quality', { callId: randomUUID(), metrics: { jitter: 1 } })).error).toBe(
      'Call not found',
    )
    expect((await pat.ask('call:initiate', { recipientId: 'prov', visitId: 'visit-9' })).success).toBe(false)
    expect((await pat.ask('call:initiate', { recipientId: 'nobody', visitId })).success).toBe(false)
    expect((await pat.ask('call:initiate', { visitId })).error).toMatch('recipientId')
    expect((await pat.ask('call:initiate', { recipientId: 'nobody' })).error).toBe('Room not found')
    const stranger = await connect('other', 'patient')
    expect((await stranger.ask('call:accept', { callId })).error).toBe('Call not found')
  })

  it('notifies both of a call that nobody answers', async () => {
    const clock = createFakeClock(Date.now())
    const slow = await startRelay({ clock })
    onTestFinished(() => slow.stop())
    await slow.putSession(visitId, { pat: 'patient', prov: 'clinician' })
    const pat = await connect('pat', 'patient', slow.url)
    const prov = await connect('prov', 'provider', slow.url)
    const { callId } = await pat.ask('call:initiate', { recipientId: 'prov', visitId })
    await prov.waitFor('call:incoming')
    clock.advance(120_000)
    for (const client of [pat, prov])
      expect(await client.waitFor('call:missed')).toMatchObject({ callId, callerId: 'pat', visitId })
  })

  it('stops ringing when the caller goes away', async () => {
    const pat = await connect('pat', 'patient')
    const prov = await connect('prov', 'provider')
    const { callId } = await pat.ask('call:initiate', { recipientId: 'prov', visitId })
    await prov.waitFor('call:incoming')
    pat.close()
    expect(await prov.waitFor('call:ended')).toMatchObject({ callId })
  })

  it('knows who is there, busy or away, and notifies those who subscribe', async () => {
    const prov = await connect('prov', 'provider')
    const asked = await prov.ask('presence:get', { userIds: ['pat', 'prov', 'stranger'] })
    expect(asked).toMatchObject({ success: true })
    expect(asked.presences).toEqual([
      expect.objectContaining({ userId: 'pat', status: 'offline' }),
      { userId: 'prov', status: 'online' },
    ])
    await prov.ask('presence:subscribe', { userIds: ['pat'] })
    expect((await prov.waitFor('presence:initial')).presences).toEqual([{ userId: 'pat', status: 'offline' }])
    const pat = await connect('pat', 'patient')
    await prov.waitFor('presence:changed', ({ status }) => status === 'online')
    expect(await pat.ask('presence:setStatus', { status: 'busy', customStatus: 'In a meeting' })).toMatchObject({
      success: true,
    })
    expect(await pat.waitFor('presence:statusUpdated')).toMatchObject({ status: 'busy', customStatus: 'In a meeting' })
    expect(await prov.waitFor('presence:changed', ({ status }) => status === 'busy')).toEqual({
      userId: 'pat',
      status: 'busy',
      customStatus: 'In a meeting',
    })
    pat.close()
    expect(await prov.waitFor('presence:changed', ({ status }) => status === 'offline')).toMatchObject({
      lastSeen: expect.any(String),
    })
    for (const payload of [{}, { status: 'sleeping' }, { status: 'busy', customStatus: 'x'.repeat(101) }, null])
      expect((await prov.ask('presence:setStatus', payload)).success).toBe(false)
    expect((await prov.ask('presence:get', { userIds: 'x'.repeat(500) })).success).toBe(false)
    expect((await prov.ask('presence:subscribe', { userIds: [{}] })).success).toBe(false)
  })

  it('keeps notifications for who was away, and counts and marks them', async () => {
    const pat = await connect('pat', 'patient')
    await pat.ask('message:send', { visitId, message: 'are you there?' })
    const prov = await connect('prov', 'provider')
    const notification = await prov.waitFor('notification:new')
    expect(notification).toMatchObject({
      id: expect.any(String),
      type: 'message',
      title: expect.any(String),
      message: expect.any(String),
      timestamp: expect.any(String),
      visitId,
    })
    expect(JSON.stringify(notification)).not.toContain('are you there')
    expect(await prov.ask('notification:getUnreadCount')).toEqual({ success: true, unreadCount: 1 })
    expect(await prov.ask('notification:read', { notificationId: notification.id })).toMatchObject({ success: true })
    expect(await prov.ask('notification:getUnreadCount')).toMatchObject({ unreadCount: 0 })
    expect(await prov.ask('notification:readAll')).toEqual({ success: true, markedCount: 0 })
    for (const notificationId of ['notif-123', randomUUID(), 5])
      expect((await prov.ask('notification:read', { notificationId })).error).toBe('Notification not found')
  })

  it('lets users subscribe to topics, and receive what is announced by them', async () => {
    const pat = await connect('pat', 'patient')
    const topics = ['appointments', 'messages']
    expect(await pat.ask('notification:subscribe', { topics })).toMatchObject({ success: true })
    expect(await pat.waitFor('notification:subscribed')).toEqual({ topics })
    const announce = async (topic: string, title: string) => {
      const token = await tokenWith({ userId: 'boss', role: 'admin' })
      const answer = await fetch(`${relay.url}/api/notifications`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ to: { topic }, priority: 'high', title, text: 'Please note' }),
      })
      expect(answer.ok).toBe(true)
    }
    await announce('appointments', 'Upcoming Appointment')
    expect(await pat.waitFor('notification:new')).toMatchObject({
      type: 'appointments',
      title: 'Upcoming Appointment',
      priority: 'high',
      topic: 'appointments',
    })
    await pat.ask('notification:unsubscribe', { topics: ['appointments'] })
    expect(await pat.waitFor('notification:unsubscribed')).toEqual({ topics: ['appointments'] })
    await announce('appointments', 'Unheard')
    await announce('messages', 'Heard')
    await pat.waitFor('notification:new', ({ title }) => title === 'Heard')
    expect(pat.of('notification:new').map(({ title }) => title)).toEqual(['Upcoming Appointment', 'Heard'])
    for (const payload of [{}, { topics: [] }, { topics: ['a b'] }, { topics: 5 }])
      expect((await pat.ask('notification:subscribe', payload)).success).toBe(false)
  })

  it('does not know what it does not know, and warns everyone before it stops', async () => {
    const pat = await connect('pat', 'patient')
    expect((await pat.ask('message:explode', {})).error).toBe('Unknown event')
    expect((await pat.ask('room:constructor', {})).error).toBe('Unknown event')
    await relay.stop()
    await pat.waitFor('server:shutdown')
  })
})
