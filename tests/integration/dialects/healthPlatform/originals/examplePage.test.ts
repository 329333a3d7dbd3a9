import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { asPayload, asPayloads, asText, connectDialect, tokenWith } from '../../../../support/dialects/dialectClient.ts'
import type { StartedRelay } from '../../../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../../../support/relay/start/startRelay.ts'

const visitId = 'visit-1'

describe('the example page that the fourth system has published', () => {
  let relay: StartedRelay
  beforeAll(async () => {
    relay = await startRelay({ env: { PUBLISHED_CLIENTS: 'healthPlatform' } })
    await relay.putSession(visitId, { pat: 'patient', prov: 'clinician' })
  })
  afterAll(() => relay.stop())

  async function open(userId: string, role: string) {
    const token = await tokenWith({ userId, role })
    const page = await connectDialect({ url: relay.url, auth: { token } })
    onTestFinished(page.close)
    await page.waitFor('connected')
    return page
  }

  it('writes to a person, with links and an answer, and is heard', async () => {
    const pat = await open('pat', 'patient')
    const prov = await open('prov', 'provider')
    await prov.ask('room:join', { roomId: `visit:${visitId}`, roomType: 'chat', metadata: {} })
    const sent = await pat.ask('message:send', {
      ...{ recipientId: 'prov', message: 'My scan' },
      ...{ attachments: ['https://files.example/scan.png'], metadata: { messageType: 'image' } },
    })
    expect(sent).toMatchObject({ success: true, message: { status: 'sent', visitId } })
    const heard = await prov.waitFor('message:new')
    expect(heard).toMatchObject({ message: 'My scan\nhttps://files.example/scan.png', senderId: 'pat' })
    const answer = await prov.ask('message:send', { visitId, message: 'Clear', metadata: { replyToId: heard.id } })
    expect(answer.message).toMatchObject({ replyTo: heard.id, metadata: { replyToId: heard.id } })
    for (const attachments of [['javascript:alert(1)'], ['not a link'], ['file:///etc/passwd']])
      expect(await pat.ask('message:send', { visitId, message: 'x', attachments })).toMatchObject({
        success: false,
        error: expect.stringMatching(/^attachments\.0: is not of the right form$/),
      })
  })

  it('pages its history by time', async () => {
    const pat = await open('pat', 'patient')
    const all = asPayloads((await pat.ask('message:history', { visitId, limit: 50 })).messages)
    expect(all.length).toBeGreaterThan(1)
    for (const [index, { timestamp }] of all.entries()) {
      const older = asPayloads((await pat.ask('message:history', { visitId, before: timestamp })).messages)
      expect(older.every((one) => asText(one.timestamp) < asText(timestamp))).toBe(true)
      const newer = asPayloads((await pat.ask('message:history', { visitId, after: timestamp })).messages)
      expect(newer.every((one) => asText(one.timestamp) > asText(timestamp))).toBe(true)
      const same = all.filter((one) => one.timestamp === timestamp).length
      expect(older.length + same + newer.length, `at ${index}`).toBe(all.length)
    }
    const none = await pat.ask('message:history', { visitId, before: '2001-01-01T00:00:00.000Z' })
    expect(none.messages).toEqual([])
  })

  it('calls without naming a visit, and measures what it can', async () => {
    const pat = await open('pat', 'patient')
    const prov = await open('prov', 'provider')
    const begun = await pat.ask('call:initiate', { recipientId: 'prov', callType: 'video', metadata: {} })
    expect(begun).toMatchObject({ success: true, visitId })
    const { callId } = begun
    await prov.waitFor('call:incoming')
    await prov.ask('call:accept', { callId })
    expect(await pat.waitFor('call:accepted')).toMatchObject({ acceptedBy: 'prov', recipientId: 'prov' })
    const metrics = { packetsLost: 12, jitter: 3, latency: 40, bitrate: 25_000_000 }
    expect(await pat.ask('call:quality', { callId, metrics })).toMatchObject({ success: true })
    await pat.ask('call:quality', { callId, metrics: { packetLoss: 30, jitter: 900 } })
    const bad = await prov.waitFor('call:qualityIssue')
    expect(bad.issue).toBe(Array.isArray(bad.issues) ? bad.issues[0] : undefined)
    await pat.ask('call:end', { callId })
  })

  it('names rooms as it likes, and sees who is there', async () => {
    const pat = await open('pat', 'patient')
    const chief = await open('chief', 'super_admin')
    expect(await pat.ask('room:join', { roomId: 'our room', roomType: 'video', metadata: { visitId } })).toMatchObject({
      participants: [{ userId: 'pat', role: 'patient', userRole: 'patient' }],
    })
    expect(await pat.ask('room:join', { roomId: visitId })).toMatchObject({ success: true })
    expect(await chief.ask('room:join', { roomId: `visit:${visitId}` })).toMatchObject({ success: true })
    expect(await pat.ask('room:join', { roomId: 'our other room' })).toMatchObject({ error: 'Room not found' })
    expect(await pat.ask('room:join', { roomId: 'x', metadata: { visitId: 'visit-9' } })).toMatchObject({
      error: 'Room not found',
    })
    const presences = asPayloads((await chief.ask('presence:get', { userIds: ['pat', 'gone'] })).presences)
    expect(presences.map(({ isOnline }) => isOnline)).toEqual([true, false])
    pat.emit('ping')
    pat.emit('presence-update', { status: 'online' })
    await pat.settled()
    expect(pat.errors()).toEqual([])
    expect(asPayload(await pat.ask('presence:setStatus', { status: 'busy' })).success).toBe(true)
  })
})
