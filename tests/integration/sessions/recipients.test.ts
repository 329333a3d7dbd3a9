import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Role } from '../../../src/shared/model/role.ts'
import { connectDialect, type DialectClient, tokenWith } from '../../support/dialects/dialectClient.ts'
import { connectHealth } from '../../support/dialects/healthClient.ts'
import { connectNative, type NativeClient } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

let relay: StartedRelay
beforeEach(async () => {
  relay = await startRelay()
  await relay.putSession('s1', { pat: 'patient', doc: 'clinician', eve: 'clinician' })
})
afterEach(() => relay.stop())

async function connect(userId: string, role: Role): Promise<NativeClient> {
  const client = await connectNative({ url: relay.url, token: await relay.tokenFor(userId, role) })
  onTestFinished(client.close)
  return client
}

const isOf = (userId: string) => (payload: { readonly userId?: unknown }) => payload.userId === userId

describe('who was taken out of a session', () => {
  it('is told no more of the presence and the words of those in it, from the moment of the removal', async () => {
    const pat = await connect('pat', 'patient')
    const [eve, boss] = [
      await connectHealth(relay.url, 'eve', 'doctor'),
      await connectHealth(relay.url, 'boss', 'admin'),
    ]
    const nativeEve = await connect('eve', 'clinician')
    await nativeEve.ask('presence:watch', { userIds: ['pat'] })
    for (const client of [eve, boss]) await client.ask('presence:subscribe', ['pat'])
    await pat.ask('presence:set', { status: 'busy', customStatus: 'before' })
    await eve.waitFor('presence:changed', ({ customStatus }) => customStatus === 'before')
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    await nativeEve.until('the removal is known', () =>
      nativeEve.payloads('sessions:changed').some(({ removed }) => removed.length > 0),
    )
    await pat.ask('presence:set', { status: 'busy', customStatus: 'after' })
    await boss.waitFor('presence:changed', ({ customStatus }) => customStatus === 'after')
    pat.close()
    await boss.waitFor('presence:changed', ({ status }) => status === 'offline')
    await eve.settled()
    expect(
      eve
        .of('presence:changed')
        .filter(isOf('pat'))
        .map(({ customStatus }) => customStatus),
    ).not.toContain('after')
    expect(
      eve
        .of('presence:changed')
        .filter(isOf('pat'))
        .map(({ status }) => status),
    ).not.toContain('offline')
    expect(JSON.stringify(nativeEve.received)).not.toContain('after')
  })

  it('types to nobody any more, and is in no room', async () => {
    const pat = await connect('pat', 'patient')
    const [eve, doc] = [
      await connectHealth(relay.url, 'eve', 'doctor'),
      await connectHealth(relay.url, 'doc', 'doctor'),
    ]
    for (const client of [eve, doc]) await client.ask('room:join', 'visit:s1')
    const typing = () => pat.payloads('typing').flatMap(({ items }) => items.filter(({ userId }) => userId === 'eve'))
    await eve.ask('typing:start', 'visit:s1')
    await pat.until('eve types', () => typing().at(-1)?.typing === true)
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    await pat.until('eve has stopped', () => typing().at(-1)?.typing === false)
    const sentOnce = typing().length
    expect(await eve.ask('typing:start', 'visit:s1')).toMatchObject({ success: false })
    const inRoom = await doc.ask('room:participants', 'visit:s1')
    expect(inRoom.participants).toEqual([{ userId: 'doc', role: 'provider' }])
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician', eve: 'clinician' })
    await pat.send('s1', 'Only for those who came in')
    await doc.waitFor('message:new')
    await eve.settled()
    expect(eve.of('message:new')).toEqual([])
    expect(typing()).toHaveLength(sentOnce)
  })
})

describe('a session that was closed', () => {
  it('tells its patient no more of the words of its clinicians', async () => {
    const [pat, doc] = [await connectHealth(relay.url, 'pat', 'patient'), await connect('doc', 'clinician')]
    const boss = await connectHealth(relay.url, 'boss', 'admin')
    for (const client of [pat, boss]) await client.ask('presence:subscribe', ['doc'])
    await doc.ask('session:close', { id: crypto.randomUUID(), sessionId: 's1' })
    await doc.ask('presence:set', { status: 'busy', customStatus: 'after' })
    await boss.waitFor('presence:changed', ({ customStatus }) => customStatus === 'after')
    await pat.settled()
    expect(JSON.stringify(pat.received)).not.toContain('after')
    expect(await pat.ask('presence:get', ['doc'])).toMatchObject({ presences: [] })
  })
})

describe('who is connected, and not where a message is told', () => {
  const elsewhere: Readonly<Record<string, (url: string) => Promise<DialectClient>>> = {
    'in no room of the health platform': (url) => connectHealth(url, 'pat', 'patient'),
    'in another chat': async (url) => {
      const token = await tokenWith({ userId: 'pat', role: 'patient' })
      const client = await connectDialect({ url, namespace: '/chat', auth: { token } })
      onTestFinished(client.close)
      await client.ask('join_chat', { chatId: 's2' })
      return client
    },
    'in a single chat that is another': async (url) => {
      const token = await tokenWith({ userId: 'pat', role: 'patient' })
      const client = await connectDialect({ url, auth: { token, chatId: 's2' } })
      onTestFinished(client.close)
      await client.waitFor('connected')
      return client
    },
  }

  async function unreadOf(userId: string): Promise<number> {
    const headers = { authorization: `Bearer ${await relay.tokenFor(userId, 'patient')}` }
    const answer = await fetch(`${relay.url}/api/notifications`, { headers })
    return z.object({ unreadCount: z.int() }).parse(await answer.json()).unreadCount
  }

  it.each(Object.entries(elsewhere))('is notified: %s', async (_where, connectElsewhere) => {
    await relay.putSession('s2', { pat: 'patient', other: 'clinician' })
    await connectElsewhere(relay.url)
    const doc = await connect('doc', 'clinician')
    expect(await doc.send('s1', 'Please come in')).toMatchObject({ success: true })
    await expect.poll(() => unreadOf('pat')).toBe(1)
  })

  it('is told of it at once by the health platform, and has read it with the message', async () => {
    const pat = await connectHealth(relay.url, 'pat', 'patient')
    const doc = await connect('doc', 'clinician')
    await doc.send('s1', 'Please come in')
    expect(await pat.waitFor('notification:new')).toMatchObject({ type: 'message', visitId: 's1' })
    await pat.ask('room:join', 'visit:s1')
    await pat.ask('message:read', { visitId: 's1' })
    await expect.poll(() => unreadOf('pat')).toBe(0)
  })

  it('is not notified of what a device gets by itself', async () => {
    const pat = await connectHealth(relay.url, 'pat', 'patient')
    await pat.ask('room:join', 'visit:s1')
    const [doc, eve] = [await connect('doc', 'clinician'), await connect('eve', 'clinician')]
    const seen = () => doc.payloads('presence').flatMap(({ items }) => items)
    await doc.until('eve is known to be there, on whatever node', () =>
      seen().some(({ userId, status }) => userId === 'eve' && status === 'online'),
    )
    await doc.send('s1', 'You are here')
    await pat.waitFor('message:new')
    await eve.until('the message has come', () => eve.entries.length > 0)
    pat.emit('room:leave', 'visit:s1')
    await pat.ask('room:participants', 'visit:s1')
    await doc.send('s1', 'You have left the room')
    expect(await pat.waitFor('notification:new')).toMatchObject({ count: 1 })
    expect(await unreadOf('eve')).toBe(0)
  })
})
