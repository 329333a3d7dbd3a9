import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { asPayload, type DialectClient } from '../../support/dialects/dialectClient.ts'
import { connectHealth } from '../../support/dialects/healthClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'

const room = 'chat:pat:prov'

describe('the health platform (fourth document), of those who come back and of those with several visits', () => {
  let relay: StartedRelay

  beforeEach(async () => {
    relay = await startRelay()
    for (const visitId of ['visit-1', 'visit-2']) await relay.putSession(visitId, { pat: 'patient', prov: 'clinician' })
    await relay.putSession('visit-3', { pat: 'patient', other: 'clinician' })
  })
  afterEach(() => relay.stop())

  const connect = (userId: string, role: string, url = relay.url) => connectHealth(url, userId, role)
  const joins = (client: DialectClient, visitId: string) =>
    client.ask('room:join', { roomId: room, roomType: 'chat', metadata: { visitId } })

  it('takes the room of two for the visit that is named last, and remains where it is when that is refused', async () => {
    const pat = await connect('pat', 'patient')
    const prov = await connect('prov', 'provider')
    for (const client of [pat, prov]) expect(await joins(client, 'visit-1')).toMatchObject({ success: true })
    expect(await joins(pat, 'visit-3')).toMatchObject({ error: 'Room not found' })
    expect((await pat.ask('message:send', { roomId: room, message: 'of the first' })).message).toMatchObject({
      visitId: 'visit-1',
    })
    for (const client of [pat, prov]) expect(await joins(client, 'visit-2')).toMatchObject({ success: true })
    expect((await pat.ask('message:send', { roomId: room, message: 'of the second' })).message).toMatchObject({
      visitId: 'visit-2',
    })
    expect(await prov.waitFor('message:new', ({ visitId }) => visitId === 'visit-2')).toMatchObject({
      message: 'of the second',
    })
    await pat.ask('message:send', { visitId: 'visit-1', message: 'not in the room any more' })
    await prov.settled()
    expect(prov.of('message:new').map(({ message }) => message)).toEqual(['of the first', 'of the second'])
  })

  it('informs senders who came back of what is received and read then, each message once', async () => {
    const early = await connect('pat', 'patient')
    await joins(early, 'visit-1')
    const send = async (client: DialectClient, message: string) =>
      asPayload((await client.ask('message:send', { visitId: 'visit-1', message })).message).id
    const known = await send(early, 'read before')
    const prov = await connect('prov', 'provider')
    await prov.ask('message:read', { visitId: 'visit-1' })
    const id = await send(early, 'sent before the reload')
    early.close()
    await expect.poll(async () => (await prov.ask('room:participants', { roomId: room })).participants).toEqual([])

    const pat = await connect('pat', 'patient')
    await joins(pat, 'visit-1')
    await prov.ask('message:received', { messageId: id, visitId: 'visit-1' })
    expect(await pat.waitFor('message:delivered')).toMatchObject({ messageId: id, visitId: 'visit-1', userId: 'prov' })
    await prov.ask('message:read', { visitId: 'visit-1' })
    expect(await pat.waitFor('message:read')).toMatchObject({ messageId: id, messageIds: [id], userId: 'prov' })
    expect(pat.of('message:delivered')).toHaveLength(1)
    expect(JSON.stringify(pat.received)).not.toContain(known)
  })

  it('takes a receipt when another visit of the same connection is for others now', async () => {
    const pat = await connect('pat', 'patient')
    const prov = await connect('prov', 'provider')
    for (const visitId of ['visit-1', 'visit-2']) await prov.ask('room:join', { roomId: `visit:${visitId}` })
    await pat.ask('room:join', { roomId: 'visit:visit-2' })
    const sent = asPayload((await pat.ask('message:send', { visitId: 'visit-2', message: 'hello' })).message)
    await relay.putSession('visit-1', { pat: 'patient', other: 'clinician' })
    expect(await prov.ask('message:received', { messageId: sent.id })).toMatchObject({ success: true })
    expect(await pat.waitFor('message:delivered')).toMatchObject({ messageId: sent.id })
  })

  it('gives the type of a signal in the word of its sender', async () => {
    const pat = await connect('pat', 'patient')
    const prov = await connect('prov', 'provider')
    const { callId } = await pat.ask('call:initiate', { recipientId: 'prov', visitId: 'visit-1' })
    await prov.waitFor('call:incoming')
    await prov.ask('call:accept', { callId })
    const words = ['offer', 'candidate', 'iceCandidate', 'ice-candidate']
    for (const signalType of words) await pat.ask('call:signal', { callId, signal: 'x', signalType })
    await prov.waitFor('call:signal', undefined, words.length)
    expect(prov.of('call:signal')).toEqual(
      words.map((signalType) => ({ callId, senderId: 'pat', signal: 'x', signalType })),
    )
  })

  it('refuses a call in a visit that is not the caller’s as it does everything else there', async () => {
    const pat = await connect('pat', 'patient')
    await relay.putSession('visit-9', { prov: 'clinician', else: 'patient' })
    for (const visitId of ['visit-9', 'nowhere', '../x'])
      expect(await pat.ask('call:initiate', { recipientId: 'prov', visitId })).toMatchObject({
        error: 'Access denied to this conversation',
      })
  })

  it('sends presence for as long as the connection lasts', async () => {
    const clock = createFakeClock(Date.now())
    const slow = await startRelay({ clock })
    onTestFinished(() => slow.stop())
    await slow.putSession('visit-1', { pat: 'patient', prov: 'clinician' })
    const prov = await connect('prov', 'provider', slow.url)
    await prov.ask('presence:subscribe', { userIds: ['pat'] })
    clock.advance(61 * 60_000)
    const pat = await connect('pat', 'patient', slow.url)
    await pat.ask('presence:setStatus', { status: 'busy' })
    expect(await prov.waitFor('presence:changed', ({ status }) => status === 'busy')).toMatchObject({ userId: 'pat' })
  })
})
