import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest'
import { rateLimits } from '../../../relay/limits/rateLimits.ts'
import { workCosts } from '../../../relay/limits/workCosts.ts'
import { sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { connectNative, newEntryId } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

const factor = 0.01
let relay: StartedRelay
beforeEach(async () => {
  relay = await startRelay({ env: { RATE_LIMIT_FACTOR: String(factor) } })
  await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
})
afterEach(() => relay.stop())

it('what one user reads has a budget over sockets and REST, and the others are not held to it', async () => {
  const doc = await connectNative({ url: relay.url, token: await relay.tokenFor('doc', 'clinician') })
  const again = await connectNative({ url: relay.url, token: await relay.tokenFor('doc', 'clinician') })
  const most = Math.ceil((rateLimits.workAsUser.points * factor) / workCosts.allSessions)
  let answered = 0
  for (; answered <= most; answered += 1) {
    const answer = await (answered % 2 === 0 ? doc : again).request('unread:count', {})
    if (!answer.success) {
      expect(answer).toMatchObject({ code: 'rateLimited', retry: 'later' })
      break
    }
  }
  expect(answered).toBeGreaterThan(most / 2)
  expect(answered).toBeLessThan(most)
  const count = async (userId: string, role: 'clinician' | 'patient') =>
    await fetch(`${relay.url}/api/sessions`, {
      headers: { authorization: `Bearer ${await relay.tokenFor(userId, role)}` },
    })
  const refused = await count('doc', 'clinician')
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true])
  expect((await count('pat', 'patient')).status).toBe(200)
  // What a person waits for is no reading.
  expect(await doc.send('s1', 'still sent')).toMatchObject({ success: true })
  for (const client of [doc, again]) client.close()
})

it('a message with reactions and edits without end is read with what stands of them, and no more', async () => {
  const pat = await connectNative({ url: relay.url, token: await relay.tokenFor('pat', 'patient') })
  const target = newEntryId()
  const message = { sessionId: 's1', thread: 'care', target } as const
  const sent = await pat.send('s1', 'first', { id: target })
  const seq = sent.success ? sent.seq : 0
  for (let round = 0; round < 8; round += 1) {
    for (const emoji of ['👍', '❤️'])
      await pat.ask('message:react', { ...message, id: newEntryId(), emoji, on: round % 2 === 0 || emoji === '👍' })
    await pat.ask('message:edit', { ...message, id: newEntryId(), text: `version ${round}` })
  }
  const thread = { sessionId: sessionIdSchema.parse('s1'), thread: 'care', targets: [seq] } as const
  expect(await relay.store().log.amendments(thread)).toHaveLength(24)
  expect(await relay.store().log.standingAmendments(thread)).toHaveLength(3)
  const headers = { authorization: `Bearer ${await relay.tokenFor('pat', 'patient')}` }
  const history: unknown = await (await fetch(`${relay.url}/api/sessions/s1/messages`, { headers })).json()
  expect(history).toMatchObject({
    messages: [{ text: 'version 7', reactions: [{ emoji: '👍', userIds: ['pat'] }] }],
  })
  pat.close()
})

it('the reference is made once, and given again only to those who do not have it', async () => {
  const open = await startRelay()
  onTestFinished(open.stop)
  for (const path of ['/docs', '/docs/asyncapi.json', '/api/openapi.json']) {
    const first = await fetch(open.url + path)
    const etag = first.headers.get('etag') ?? ''
    expect([first.status, etag.length > 10], path).toEqual([200, true])
    const again = await fetch(open.url + path, { headers: { 'if-none-match': `W/${etag}, "another"` } })
    expect([again.status, await again.text()], path).toEqual([304, ''])
    expect((await fetch(open.url + path, { headers: { 'if-none-match': '"another"' } })).status).toBe(200)
  }
})

it('a request that drips is ended, and others are answered meanwhile', { timeout: 40_000 }, async () => {
  const line = connect({ port: relay.port, host: '127.0.0.1' })
  line.on('error', () => undefined)
  const ended = new Promise<boolean>((resolve) => line.once('close', () => resolve(true)))
  let isOver = false
  const dripping = (async () => {
    for (const byte of `GET /health HTTP/1.1\r\nx: ${'y'.repeat(1_000)}`) {
      if (isOver) return
      line.write(byte)
      await sleep(250)
    }
  })()
  expect((await fetch(`${relay.url}/health`)).status).toBe(200)
  expect(await Promise.race([ended, sleep(30_000, false)])).toBe(true)
  isOver = true
  await dripping
})

it('a flood of passwords is answered 503 with how long to wait, and nobody else waits for it', async () => {
  const floods = await startRelay()
  onTestFinished(floods.stop)
  const attempt = async (name: string) => {
    const answer = await fetch(`${floods.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: name, password: 'not the password' }),
    })
    return { status: answer.status, waits: Number(answer.headers.get('retry-after')) > 0, body: await answer.json() }
  }
  const answers = await Promise.all(Array.from({ length: 80 }, (_, index) => attempt(`somebody-${index}`)))
  const refused = answers.filter(({ status }) => status === 503)
  expect(refused.length).toBeGreaterThan(0)
  expect(answers.filter(({ status }) => status === 401).length).toBeGreaterThan(0)
  for (const { waits, body } of refused)
    expect([waits, body]).toMatchObject([true, { success: false, code: 'unavailable', retry: 'later' }])
})

it('acknowledgements go on beside an export of 40,000 entries, while it is hashed and while it is written', async () => {
  const entries = 40_000
  const acknowledged = { read: 0, hashed: 0, written: 0, over: 0 }
  const now: { phase: keyof typeof acknowledged } = { phase: 'read' }
  const busy = await startRelay({
    wrapStore: (store) => ({
      ...store,
      log: {
        ...store.log,
        read: async (range) => {
          // The thread of the staff is read last, and is empty.
          if (range.thread === 'staff') now.phase = 'hashed'
          return await store.log.read(range)
        },
      },
    }),
  })
  onTestFinished(busy.stop)
  await busy.putSession('s1', { pat: 'patient', doc: 'clinician' })
  const written = { sessionId: sessionIdSchema.parse('s1'), thread: 'care' } as const
  const sender = { senderId: userIdSchema.parse('pat'), senderName: 'Pat', senderRole: 'patient', atMs: 1 } as const
  const body = { kind: 'message', type: 'text', text: 'It hurts when I breathe in.' } as const
  const session = await busy.store().sessions.find(written.sessionId)
  const sessionVersion = session?.version ?? 0
  for (let stored = 0; stored < entries; stored += 1_000)
    await busy
      .store()
      .log.appendAll(
        Array.from({ length: 1_000 }, () => ({ ...written, ...sender, sessionVersion, id: newEntryId(), body })),
      )
  const pat = await connectNative({ url: busy.url, token: await busy.tokenFor('pat', 'patient') })
  onTestFinished(pat.close)
  const sending = (async () => {
    while (now.phase !== 'over') {
      expect(await pat.send('s1', 'and now')).toMatchObject({ success: true })
      acknowledged[now.phase] += 1
    }
  })()
  const headers = { authorization: `Bearer ${await busy.tokenFor('ada', 'admin')}` }
  const answer = await fetch(`${busy.url}/api/admin/sessions/s1/export`, { headers })
  now.phase = 'written'
  const text = await answer.text()
  now.phase = 'over'
  await sending
  expect(text.length).toBeGreaterThan(entries * body.text.length)
  for (const count of [acknowledged.hashed, acknowledged.written]) expect(count).toBeGreaterThanOrEqual(5)
})
