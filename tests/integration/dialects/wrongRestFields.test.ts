import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectDialect, type DialectClient, tokenWith } from '../../support/dialects/dialectClient.ts'
import { nested, noTexts, tooLong } from '../../support/dialects/dialectWrongValues.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

/** A request, what to send with it one after the other, and what each is refused with. */
interface Row {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly bodies?: readonly unknown[]
  readonly status: number
  readonly error: string | RegExp
}

const noSession = 'There is no such session for this user.'
const noIds: readonly unknown[] = [null, true, 1.5, -1, '', [], ['x'], {}, nested(500), 'x'.repeat(201)]
const noTypes: readonly unknown[] = [null, true, 7, '', 'video', 'TEXT', [], ['text'], {}]
const noBodies: readonly unknown[] = [null, true, 7, 'text', [], [{ message: 'x' }], nested(0)]
const noWords: readonly unknown[] = [undefined, null, true, 7, '', [], ['x'], {}, nested(500)]

const queries = (field: string, values: readonly string[]) =>
  values.map((value) => ({
    method: 'GET' as const,
    query: `?${field}=${value}`,
    status: 400,
    error: RegExp(`^${field}: `),
  }))

const chatRows = ['/chat', '/api/chat'].flatMap((path): Row[] => {
  const messages = `${path}/s1/messages`
  const post = (field: string, values: readonly unknown[], error: string | RegExp): Row => {
    const bodies = values.map((value) => ({ message: 'x', [field]: value }))
    return { method: 'POST', path: messages, bodies, status: 400, error }
  }
  const wrongQueries = [
    ...queries('after', ['x', '-1', '1.5', 'NaN', '1e999', '1&after=2']),
    ...queries('before', ['x', '-1', '0', '1.5', '1&before=2']),
    ...queries('limit', ['x', '-1', '0', '1.5', '201', '', '1&limit=2']),
  ]
  return [
    ...wrongQueries.map(({ query, ...row }): Row => ({ ...row, path: messages + query })),
    ...(['GET', 'POST'] as const).flatMap((method): Row[] => [
      { method, path: `${path}/nowhere/messages`, status: 404, error: noSession, bodies: [{ message: 'x' }] },
      { method, path: `${path}/__proto__/messages`, status: 404, error: noSession, bodies: [{ message: 'x' }] },
      { method, path: `${path}/s%201/messages`, status: 400, error: /^id: /, bodies: [{ message: 'x' }] },
      { method, path: `${path}/${'x'.repeat(129)}/messages`, status: 400, error: /^id: /, bodies: [{ message: 'x' }] },
      { method, path: `${path}/theirs/messages`, status: 404, error: noSession, bodies: [{ message: 'x' }] },
    ]),
    { method: 'POST', path: messages, bodies: noBodies, status: 400, error: /^(body|message): / },
    post('message', noTexts, /^(message: )?Message content is required$/),
    post('message_type', noTypes, /^message_type: /),
    post('id', noIds, /^id: /),
    { method: 'POST', path: messages, bodies: [{ message: tooLong }], status: 413, error: /^message: / },
  ]
})

const loginRows: readonly Row[] = [
  { method: 'POST', path: '/api/auth/login', bodies: noBodies, status: 400, error: /^(body|email): / },
  ...['email', 'password'].map((field): Row => {
    const values = [...noWords, 'x'.repeat(2_000)]
    const bodies = values.map((value) => ({ email: 'a@b.example', password: 'x', [field]: value }))
    return { method: 'POST', path: '/api/auth/login', bodies, status: 400, error: RegExp(`^${field}: `) }
  }),
]

describe('each wrong field of each endpoint of the documents', () => {
  let relay: StartedRelay
  let doc: DialectClient

  beforeEach(async () => {
    relay = await startRelay()
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    await relay.putSession('theirs', { other: 'patient', doc: 'clinician' })
    const token = await tokenWith({ userId: 'doc', role: 'provider' })
    doc = await connectDialect({ url: relay.url, namespace: '/chat', auth: { token } })
    for (const chatId of ['s1', 'theirs'])
      expect(await doc.ask('join_chat', { chatId })).toMatchObject({ success: true })
  })
  afterEach(async () => {
    doc.close()
    await relay.stop()
  })

  async function refusalsUnlike(rows: readonly Row[], headers: Record<string, string>): Promise<string[]> {
    const unlike: string[] = []
    for (const { method, path, bodies = [undefined], status, error } of rows)
      for (const body of method === 'GET' ? [undefined] : bodies) {
        const sent = body === undefined ? {} : { body: JSON.stringify(body) }
        const answer = await fetch(relay.url + path, { method, headers, ...sent })
        const text = await answer.text()
        const { success, code, error: message, retry } = JSON.parse(text)
        const isExpected = typeof error === 'string' ? message === error : error.test(message)
        const isRefusal = answer.status === status && success === false && typeof code === 'string' && retry === 'never'
        if (!isExpected || !isRefusal || text.includes('xxx'))
          unlike.push(`${method} ${path} ${JSON.stringify(body)?.slice(0, 80)}: ${answer.status} ${text.slice(0, 200)}`)
      }
    return unlike
  }

  for (const type of ['application/json', 'text/plain;charset=UTF-8'])
    it(`is refused by name as ${type}, and reaches nobody`, async () => {
      const token = await tokenWith({ userId: 'pat', role: 'customer' })
      const headers = { authorization: `Bearer ${token}`, 'content-type': type }
      const before = doc.received.length
      expect(await refusalsUnlike(chatRows, headers)).toEqual([])
      expect(await refusalsUnlike(loginRows, { 'content-type': type })).toEqual([])
      const body = JSON.stringify({ message: 'well said' })
      const answer = await fetch(`${relay.url}/api/chat/s1/messages`, { method: 'POST', headers, body })
      expect(answer.status).toBe(200)
      await doc.waitFor('new_message')
      expect(doc.received.slice(before).map(({ event }) => event)).toEqual(['new_message'])
    })

  it('is refused without a token, with one that is none, and with one that has expired', async () => {
    const expired = await tokenWith({ userId: 'pat', role: 'patient' }, '-61s')
    const tokens = [undefined, 'Bearer', 'Bearer x.y.z', `Bearer ${expired}`, 'Basic cGF0OnBhdA==']
    for (const path of ['/chat/s1/messages', '/api/chat/s1/messages'])
      for (const method of ['GET', 'POST'])
        for (const authorization of tokens) {
          const headers = { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) }
          const sent = method === 'POST' ? { body: '{"message":"x"}' } : {}
          const answer = await fetch(relay.url + path, { method, headers, ...sent })
          expect(answer.status, `${method} ${path} ${authorization}`).toBe(401)
          expect(await answer.json()).toMatchObject({ success: false, retry: 'afterSignIn' })
        }
    await doc.settled()
    expect(doc.of('new_message')).toEqual([])
  })

  it('is refused when it is no JSON, without being repeated', async () => {
    const headers = { authorization: `Bearer ${await tokenWith({ userId: 'pat', role: 'patient' })}` }
    for (const path of ['/api/auth/login', '/api/chat/s1/messages'])
      for (const body of ['{"message": MARKER', 'MARKER', '', '{"__proto__":{"message":"MARKER"}}']) {
        const answer = await fetch(relay.url + path, { method: 'POST', headers, body })
        expect(answer.status, `${path} ${body}`).toBe(400)
        const text = await answer.text()
        expect(JSON.parse(text)).toMatchObject({ success: false, code: 'invalid' })
        expect(text).not.toContain('MARKER')
      }
  })
})
