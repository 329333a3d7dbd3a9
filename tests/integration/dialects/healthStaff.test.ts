import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { asPayloads, type DialectClient, tokenWith } from '../../support/dialects/dialectClient.ts'
import { connectHealth } from '../../support/dialects/healthClient.ts'
import { connectNative, newEntryId } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

const room = 'chat:pat:prov'
const visitId = 'visit-123'

describe('the health platform (fourth document), for its staff and its servers', () => {
  let relay: StartedRelay

  beforeEach(async () => {
    relay = await startRelay()
    await relay.putSession(visitId, { pat: 'patient', prov: 'clinician' })
  })
  afterEach(() => relay.stop())

  const connect = (userId: string, role: string, url = relay.url) => connectHealth(url, userId, role)
  async function joined(): Promise<DialectClient> {
    const pat = await connect('pat', 'patient')
    expect(await pat.ask('room:join', { roomId: room })).toMatchObject({ success: true })
    return pat
  }

  it('lets administrators into every room of a visit, and support once there is a dispute', async () => {
    const pat = await joined()
    const boss = await connect('boss', 'admin')
    const lsm = await connect('lsm', 'lsm')
    for (const roomId of [room, `visit:${visitId}`, `call:${visitId}`])
      expect(await boss.ask('room:join', { roomId })).toMatchObject({ success: true, roomId })
    expect(await lsm.ask('room:join', { roomId: `visit:${visitId}` })).toMatchObject({ error: 'Room not found' })
    for (const roomId of [room, 'chat:pat:nobody'])
      expect(await lsm.ask('room:join', { roomId })).toMatchObject({ error: 'Access denied to this room' })
    expect(await boss.ask('room:join', { roomId: 'chat:pat:nobody' })).toMatchObject({ error: 'Room not found' })
    const native = await connectNative({ url: relay.url, token: await relay.tokenFor('pat', 'patient') })
    onTestFinished(native.close)
    await native.ask('session:dispute', { id: newEntryId(), sessionId: visitId, reason: 'not as agreed' })
    expect(await lsm.ask('room:join', { roomId: room })).toMatchObject({ success: true, roomId: room })
    expect(await pat.waitFor('room:userJoined', ({ userId }) => userId === 'lsm')).toMatchObject({ roomId: room })
  })

  it('does for a server that integrates it what the document has functions for', async () => {
    const pat = await joined()
    const headers = {
      authorization: `Bearer ${await tokenWith({ userId: 'boss', role: 'admin' })}`,
      'content-type': 'application/json',
    }
    const post = async (path: string, body: object) => {
      const answer = await fetch(relay.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
      expect(answer.status).toBe(200)
    }
    // emitToUser(userId, 'notification:new', …)
    const reminder = { title: 'Upcoming Appointment', text: 'Your appointment is in 30 minutes' }
    await post('/api/notifications', { to: { userIds: ['pat'], topic: 'appointment_reminder' }, ...reminder })
    expect(await pat.waitFor('notification:new')).toMatchObject({
      id: expect.any(String),
      type: 'appointment_reminder',
      title: 'Upcoming Appointment',
      message: 'Your appointment is in 30 minutes',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    })
    // emitToRoom('chat:…', 'message:new', …)
    await post(`/api/sessions/${visitId}/messages`, { text: 'Hello everyone!' })
    expect(await pat.waitFor('message:new')).toMatchObject({
      senderId: 'boss',
      message: 'Hello everyone!',
      roomId: room,
    })
    // isUserConnected(userId)
    const url = relay.url
    const boss = await connect('boss', 'admin', url)
    const { presences } = await boss.ask('presence:get', { userIds: ['pat', 'nobody'] })
    expect(asPayloads(presences).map(({ userId, status }) => [userId, status])).toEqual([
      ['pat', 'online'],
      ['nobody', 'offline'],
    ])
    // getConnectionStats().totalConnections
    const total = async () => /^rounds_connections (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1]
    expect(Number(await total())).toBeGreaterThan(0)
  })
})
