import { v7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { userIdSchema } from '../../../src/shared/model/ids.ts'
import { notificationIdSchema } from '../../../src/shared/model/notification.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import type { NativeClient } from '../../support/relay/nativeClient.ts'
import { createNativeClients } from '../../support/relay/nativeClients.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { createFakeClock, type FakeClock } from '../../support/time/fakeClock.ts'

describe('notifications', () => {
  let relay: StartedRelay
  let clock: FakeClock

  const clients = createNativeClients(() => relay)

  beforeEach(async () => {
    clock = createFakeClock()
    relay = await startRelay({ clock })
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician', sup: 'support' })
    await relay.putSession('s2', { pat: 'patient', doc: 'clinician' })
  })
  afterEach(async () => {
    clients.close()
    await relay.stop()
  })

  async function connect(userId: string, role: Role): Promise<NativeClient> {
    const client = await clients.connect(userId, role)
    await client.ask('presence:watch', { userIds: [] })
    return client
  }
  const sends = async (client: NativeClient, sessionId: string, text: string, thread: 'care' | 'staff' = 'care') => {
    clock.advance(1_000)
    expect(await client.send(sessionId, text, { thread })).toMatchObject({ success: true })
  }
  const unreadOf = (userId: string) => relay.store().notifications.countUnread(userIdSchema.parse(userId))

  it('wait for those who were not there: one for each session, counted, without a word of the messages', async () => {
    const pat = await connect('pat', 'patient')
    await sends(pat, 's1', 'MARKER I have a rash')
    await sends(pat, 's1', 'MARKER on my arm')
    await sends(pat, 's2', 'MARKER something else')
    await expect.poll(() => unreadOf('doc')).toBe(2)
    const doc = await connect('doc', 'clinician')
    await doc.until('they have come', () => doc.payloads('notification:new').length === 1)
    const [{ items, unreadCount } = expect.fail('nothing came')] = doc.payloads('notification:new')
    expect(unreadCount).toBe(2)
    expect(items).toMatchObject([
      { kind: 'message', sessionId: 's2', count: 1, priority: 'normal', text: 'You have 1 new message.', read: false },
      { kind: 'message', sessionId: 's1', count: 2, text: 'You have 2 new messages.' },
    ])
    expect(JSON.stringify(items)).not.toMatch(/MARKER|pat/)
    expect(await unreadOf('pat')).toBe(0)
  })

  it('are not made for those who are there, nor of a thread that is not theirs', async () => {
    const [pat, doc] = [await connect('pat', 'patient'), await connect('doc', 'clinician')]
    await sends(pat, 's1', 'hello')
    pat.close()
    await doc.until('the patient is gone', () =>
      doc.payloads('presence').some(({ items }) => items[0]?.status === 'offline'),
    )
    await sends(doc, 's1', 'a note', 'staff')
    await expect.poll(() => unreadOf('sup')).toBe(1)
    expect((await doc.ask('notification:list', {})).items).toEqual([])
    expect(await unreadOf('pat')).toBe(0)
  })

  it('are read with the messages they stand for, on every device', async () => {
    const pat = await connect('pat', 'patient')
    await sends(pat, 's1', 'hello')
    await sends(pat, 's2', 'hello')
    await expect.poll(() => unreadOf('doc')).toBe(2)
    const [desk, phone] = [await connect('doc', 'clinician'), await connect('doc', 'clinician')]
    const head = (await desk.pullAll()).sessions.find(({ id }) => id === 's1')?.heads.care ?? 0
    const mark = { sessionId: 's1', thread: 'care', deliveredUpTo: head, readUpTo: head }
    await desk.ask('watermark:advance', { marks: [mark] })
    for (const device of [desk, phone]) {
      await device.until('it is sent', () => device.payloads('notification:read').length === 1)
      expect(device.payloads('notification:read')).toMatchObject([{ unreadCount: 1 }])
    }
    const { items } = await phone.ask('notification:list', { unreadOnly: true })
    expect(items).toMatchObject([{ sessionId: 's2' }])
  })

  it('are marked one by one or all at once, by their user alone', async () => {
    const pat = await connect('pat', 'patient')
    for (const session of ['s1', 's2']) await sends(pat, session, 'hello')
    await expect.poll(() => unreadOf('doc')).toBe(2)
    const [desk, phone] = [await connect('doc', 'clinician'), await connect('doc', 'clinician')]
    const { items } = await desk.ask('notification:list', {})
    const notificationId = items[0]?.id
    expect(await pat.request('notification:read', { notificationId })).toMatchObject({ code: 'notFound' })
    expect(await desk.ask('notification:read', { notificationId })).toMatchObject({ unreadCount: 1 })
    expect(await desk.ask('notification:read', { notificationId })).toMatchObject({ unreadCount: 1 })
    await phone.until('it is sent', () => phone.payloads('notification:read').length === 1)
    expect(phone.payloads('notification:read')).toEqual([{ ids: [notificationId], unreadCount: 1 }])
    expect(await desk.ask('notification:readAll', {})).toMatchObject({ markedCount: 1 })
    expect(await desk.ask('notification:readAll', {})).toMatchObject({ markedCount: 0 })
    expect(desk.payloads('notification:read')).toEqual([])
    expect(await desk.ask('notification:list', { limit: 1, before: items[0]?.at })).toMatchObject({
      items: [{ id: items[1]?.id, read: true }],
      unreadCount: 0,
    })
  })

  it('for a role come to nobody whose newest token has another, also while an older one counts', async () => {
    const announce = async () => {
      const response = await fetch(`${relay.url}/api/notifications`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await relay.tokenFor('boss', 'admin')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ title: 'Rota', text: 'At noon.', to: { topic: 'news', roles: ['clinician'] } }),
      })
      return z.object({ notifiedCount: z.int() }).parse(await response.json()).notifiedCount
    }
    // Nobody has made an account for them: all that is known of them is in their tokens.
    const before = await connect('casual', 'clinician')
    await before.ask('notification:subscribe', { topics: ['news'] })
    expect(await announce()).toBe(1)
    const now = await connect('casual', 'patient')
    expect(await announce()).toBe(0)
    await before.ask('notification:subscribe', { topics: ['news'] })
    expect(await announce()).toBe(0)
    before.close()
    now.close()
    await connect('casual', 'clinician')
    expect(await announce()).toBe(1)
  })

  it('come by topic to those who subscribe, until they do no more, the urgent first', async () => {
    const [pat, doc] = [await connect('pat', 'patient'), await connect('doc', 'clinician')]
    expect(await pat.ask('notification:subscribe', { topics: ['news', 'drills'] })).toMatchObject({
      topics: ['drills', 'news'],
    })
    await doc.ask('notification:subscribe', { topics: ['news'] })
    expect(await pat.request('notification:subscribe', { topics: ['no topic'] })).toMatchObject({ code: 'invalid' })
    const words = { title: 'Closed', text: 'We are closed on Monday.' }
    const announce = async (announcement: unknown, role: Role = 'admin') => {
      const response = await fetch(`${relay.url}/api/notifications`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await relay.tokenFor('boss', role)}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(announcement),
      })
      const answer: unknown = await response.json()
      return answer
    }
    expect(await announce({ ...words, to: { topic: 'news' } })).toEqual({ notifiedCount: 2 })
    expect(await announce({ ...words, to: { topic: 'news', roles: ['clinician'] }, priority: 'urgent' })).toEqual({
      notifiedCount: 1,
    })
    await doc.until('both have come', () => doc.payloads('notification:new').length === 2)
    expect(pat.payloads('notification:new')).toMatchObject([
      { items: [{ kind: 'announcement', topic: 'news', priority: 'normal', ...words }], unreadCount: 1 },
    ])
    expect(await announce({ ...words, to: { topic: 'news' } }, 'support')).toMatchObject({ code: 'forbidden' })
    await pat.ask('notification:unsubscribe', { topics: ['news'] })
    expect(await announce({ ...words, to: { topic: 'news' } })).toEqual({ notifiedCount: 1 })
    const back = await connect('doc', 'clinician')
    await back.until('all have come', () => back.payloads('notification:new').length === 1)
    expect(back.payloads('notification:new')[0]?.items.map(({ priority }) => priority)).toEqual([
      'urgent',
      'normal',
      'normal',
    ])
  })

  it('of one moment are all found by paging, over the socket and over REST', async () => {
    const pat = await connect('pat', 'patient')
    const doc = userIdSchema.parse('doc')
    const about = { kind: 'announcement', title: 'Drill', text: 'At noon.' } as const
    const ids = Array.from({ length: 60 }, () => notificationIdSchema.parse(v7()))
    const stored = ids.map((id) => ({
      id,
      userId: doc,
      about,
      priority: 'normal' as const,
      count: 1,
      atMs: 1_000,
      read: false,
    }))
    await relay.store().notifications.insertAll(stored)
    const client = await connect('doc', 'clinician')
    const authorization = `Bearer ${await relay.tokenFor('doc', 'clinician')}`
    type Page = { items: { id: string; at: number }[] }
    const overRest = async (cursor: Record<string, string | number>): Promise<Page> => {
      const query = new URLSearchParams(
        Object.entries(cursor).map(([name, value]): [string, string] => [name, String(value)]),
      )
      return (await (
        await fetch(`${relay.url}/api/notifications?${query}`, { headers: { authorization } })
      ).json()) as Page
    }
    const overSocket = async (cursor: object): Promise<Page> => await client.ask('notification:list', cursor)
    for (const page of [overSocket, overRest]) {
      const seen: string[] = []
      for (let { items } = await page({ limit: 7 }); items.length > 0; ) {
        seen.push(...items.map(({ id }) => id))
        const last = items.at(-1)
        items = last ? (await page({ limit: 7, before: last.at, beforeId: last.id })).items : []
      }
      expect(seen.toSorted()).toEqual(ids.toSorted())
    }
    expect(await pat.request('notification:list', { beforeId: ids[0] })).toMatchObject({ code: 'invalid' })
    expect(await overRest({ beforeId: ids[0] ?? '' })).toMatchObject({
      code: 'invalid',
      error: expect.stringContaining('beforeId'),
    })
  })

  it('refuse more topics than a user may have', async () => {
    const pat = await connect('pat', 'patient')
    const topics = (from: number) => Array.from({ length: 60 }, (_, index) => `topic-${from + index}`)
    await pat.ask('notification:subscribe', { topics: topics(0) })
    expect(await pat.request('notification:subscribe', { topics: topics(60) })).toMatchObject({ code: 'tooLarge' })
  })

  it('are listed and marked over REST too', async () => {
    const pat = await connect('pat', 'patient')
    await sends(pat, 's1', 'hello')
    await expect.poll(() => unreadOf('doc')).toBe(1)
    const authorization = `Bearer ${await relay.tokenFor('doc', 'clinician')}`
    const call = async (method: string, path: string): Promise<unknown> => {
      const response = await fetch(`${relay.url}${path}`, { method, headers: { authorization } })
      return await response.json()
    }
    const page = { success: true, unreadCount: 1, items: [{ kind: 'message', sessionId: 's1' }] }
    expect(await call('GET', '/api/notifications?unread=true&limit=5')).toMatchObject(page)
    expect(await call('GET', '/api/notifications?limit=5000')).toMatchObject({ code: 'invalid' })
    expect(await call('POST', '/api/notifications/read')).toEqual({ success: true, markedCount: 1 })
    expect(await call('GET', '/api/notifications?unread=true')).toEqual({ success: true, items: [], unreadCount: 0 })
  })

  it('outlast a restart, and those of last year are gone', async () => {
    const pat = await connect('pat', 'patient')
    await sends(pat, 's1', 'hello')
    await expect.poll(() => unreadOf('doc')).toBe(1)
    await relay.restart()
    expect(await unreadOf('doc')).toBe(1)
    clock.jump(100 * 86_400_000)
    await relay.restart()
    await expect.poll(() => unreadOf('doc')).toBe(0)
  })
})
