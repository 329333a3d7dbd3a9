import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { v4 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { refusalSchema } from '../../../src/shared/protocol/acknowledgement.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import { uploadStateSchema } from '../../../src/shared/protocol/rest.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

let relay: StartedRelay
let token: string
beforeAll(async () => {
  relay = await startRelay()
  await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
  token = await relay.tokenFor('doc', 'clinician')
})
afterAll(() => relay.stop())

const json = { 'content-type': 'application/json' }

/** Asks, and gives the status, the refusal if it is one, and the headers. */
async function ask(method: string, path: string, headers: Record<string, string> = {}, body?: string | Buffer) {
  const answer = await fetch(relay.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(body === undefined ? {} : { body }),
  })
  const text = await answer.text()
  const refusal = text.startsWith('{"success":false') ? refusalSchema.parse(JSON.parse(text)) : undefined
  return { status: answer.status, headers: answer.headers, text, code: refusal?.code, error: refusal?.error ?? '' }
}

/** Sends what no client of HTTP would let through, and gives the whole answer, or what of it came with the first line. */
function askRaw(request: string, whole = false): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const line = connect(relay.port, '127.0.0.1', () => line.write(request))
    line.on('data', (data) => {
      answer += data
      if (!whole && answer.includes('\r\n')) line.destroy()
    })
    line.on('close', () => resolve(answer))
    line.on('error', reject)
  })
}

describe('a request that the relay has no route for', () => {
  it('is answered 404 in the form of a refusal, whatever its method', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
      for (const path of [
        '/nothing',
        '/api',
        '/api/sessions/s1/nothing',
        '/api/sessions/s1/messages/1',
        '/visit/nothing.js',
      ])
        expect(await ask(method, path), `${method} ${path}`).toMatchObject({ status: 404, code: 'notFound' })
    expect(await ask('HEAD', '/nothing')).toMatchObject({ status: 404, text: '' })
  })

  it('is answered 404 where the path is known by another method', async () => {
    const document = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    const { paths } = document.parse(await (await fetch(`${relay.url}/api/openapi.json`)).json())
    for (const [path, operations] of Object.entries(paths))
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        if (method.toLowerCase() in operations) continue
        const filled = path.replaceAll(/\{\w+\}/g, 's1')
        expect(await ask(method, filled), `${method} ${filled}`).toMatchObject({ status: 404, code: 'notFound' })
      }
  })

  it('is answered to HEAD like GET without the body, and to OPTIONS by what CORS says', async () => {
    const [got, headed] = [await ask('GET', '/api/sessions'), await ask('HEAD', '/api/sessions')]
    expect([headed.status, headed.text]).toEqual([200, ''])
    expect(headed.headers.get('content-length')).toBe(String(Buffer.byteLength(got.text)))
    const preflight = { origin: 'https://evil.example', 'access-control-request-method': 'PUT' }
    const answer = await ask('OPTIONS', '/api/users/u1', preflight)
    expect(answer.status).toBeLessThan(300)
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('an address', () => {
  it('with percent signs that mean nothing, NUL bytes or too long ids is refused, and shows nothing', async () => {
    for (const id of ['%', '%zz', '%c0%af', '%ff', '%00', 's1%00', '%ed%a0%80', '..%2f..%2fetc', '__proto__%20'])
      for (const path of [`/api/sessions/${id}/messages`, `/api/attachments/${id}`, `/chat/${id}/messages`]) {
        const answer = await ask('GET', path)
        expect([400, 404], `${path}: ${answer.text}`).toContain(answer.status)
        expect(['invalid', 'notFound']).toContain(answer.code)
      }
    for (const length of [129, 2_000, 10_000])
      for (const letter of ['x', '%E2%98%83']) {
        const answer = await ask('GET', `/api/sessions/${letter.repeat(length / letter.length)}/messages`)
        expect([400, 404, 431]).toContain(answer.status)
      }
  })

  it('of names that every object has is the one of no session and no user', async () => {
    for (const id of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
      expect(await ask('GET', `/api/sessions/${id}/messages`)).toMatchObject({ status: 404, code: 'notFound' })
  })

  it('of an id that no URL can carry is refused with the reason, in the path and in what is said', async () => {
    const administrator = await relay.tokenFor('ada', 'admin')
    const body = { name: 'Dots', role: 'clinician', kind: 'chat', participants: [] }
    const put = async (path: string, more: object = {}) => {
      const text = JSON.stringify({ ...body, ...more })
      const head = `host: a\r\nauthorization: Bearer ${administrator}\r\ncontent-type: application/json\r\n`
      return await askRaw(
        `PUT ${path} HTTP/1.1\r\n${head}content-length: ${text.length}\r\nconnection: close\r\n\r\n${text}`,
        true,
      )
    }
    // Clients that keep to the standard resolve dots before they ask; to others the relay says why.
    for (const dots of ['.', '..', '%2e', '%2e%2e', '.%2E'])
      for (const kind of ['users', 'sessions']) {
        const answer = await put(`/api/${kind}/${dots}`)
        expect(answer, `${kind}/${dots}`).toMatch(/^HTTP\/1\.1 400 /)
        expect(answer, `${kind}/${dots}`).toContain('which no URL can carry')
      }
    for (const userId of ['.', '..']) {
      const participants = [{ userId, role: 'patient' }]
      const answer = await put('/api/sessions/s2', { participants })
      expect(answer).toMatch(/^HTTP\/1\.1 400 /)
      expect(answer).toContain('which no URL can carry')
    }
    expect(await put('/api/users/...')).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('with a parameter twice is refused with its name', async () => {
    for (const name of ['after', 'before', 'limit', 'thread'])
      expect(await ask('GET', `/api/sessions/s1/messages?${name}=1&${name}=2`)).toMatchObject({
        status: 400,
        code: 'invalid',
        error: expect.stringContaining(`${name}: `),
      })
    const polluted = await ask('GET', '/api/sessions/s1/messages?__proto__=x&constructor=y&__proto__[limit]=1')
    expect(polluted.status).toBe(200)
  })

  it('that is no address, or a head that is too large or no HTTP, ends in a 4xx', async () => {
    for (const head of [
      'GET  HTTP/1.1\r\n\r\n',
      'GET /a b HTTP/1.1\r\n\r\n',
      'GET /health HTTP/9.9\r\n\r\n',
      'GET /health HTTP/1.1\r\nhost\r\n\r\n',
      'GET /health HTTP/1.1\r\nhost: a\r\nx: \0\r\n\r\n',
      'POST /api/sync HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n',
      'POST /api/sync HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
      `GET /health HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(64 * 1024)}\r\n\r\n`,
    ])
      expect(await askRaw(head), head.slice(0, 40)).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect((await ask('GET', '/health')).status).toBe(200)
  })
})

describe('a body', () => {
  const path = '/api/sessions/s1/messages'

  it('that is no JSON is refused in words that do not repeat it', async () => {
    for (const body of [
      '',
      '{',
      'MARKER',
      '{"text":MARKER}',
      '{"text":"MARKER"',
      '[1,]',
      '\ufeff{',
      '{"__proto__":{}}',
    ]) {
      const answer = await ask('POST', path, json, body)
      expect(answer, body).toMatchObject({ status: 400, code: 'invalid' })
      expect(answer.error).toMatch(/body/i)
      expect(answer.error).not.toContain('MARKER')
    }
  })

  it('of another kind is refused, with what it must be', async () => {
    for (const type of [
      'text/csv',
      'application/xml',
      'multipart/form-data',
      'application/x-www-form-urlencoded',
      'x',
    ]) {
      const answer = await ask('POST', path, { 'content-type': type }, '{"text":"hello"}')
      expect(answer, type).toMatchObject({
        status: 400,
        code: 'invalid',
        error: expect.stringContaining('application/json'),
      })
    }
  })

  it('that is too large is refused before it is read to its end', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(limits.frameBytes) })
    expect(await ask('POST', path, json, body)).toMatchObject({ status: 413, code: 'tooLarge' })
    const claimed = await askRaw(
      `POST ${path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: 99999999\r\n\r\n`,
    )
    expect(claimed).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('that is nested a hundred thousand times is refused, and nobody waits for it', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    for (const body of [deep, `{"text":${deep}}`, `{"text":"t","attachments":${deep}}`])
      expect((await ask('POST', path, json, body)).text).toContain('nested too deeply')
  })

  it('with halves of characters and NULs comes back as it was, or is refused: nothing of it is changed', async () => {
    for (const text of ['half \ud800 a character', 'nul \0 byte', '\u202e reversed', '\ufffe\uffff', 'e\u0301']) {
      const id = v4()
      const sent = await ask('POST', path, json, JSON.stringify({ id, text }))
      if (sent.status === 400) continue
      expect(sent.status, JSON.stringify(text)).toBe(200)
      const history = await ask('GET', `${path}?limit=200`)
      const { messages } = z
        .object({ messages: z.array(z.object({ id: z.string(), text: z.string() })) })
        .parse(JSON.parse(history.text))
      expect(messages.find((message) => message.id === id)?.text).toBe(text)
      // The same again is the same message.
      expect((await ask('POST', path, json, JSON.stringify({ id, text }))).text).toBe(sent.text)
    }
  })
})

describe('an upload', () => {
  const content = randomBytes(1_000).toString('hex')
  const sha256 = createHash('sha256').update(content).digest('hex')
  const part = (offset: string) => ({ 'content-type': 'application/offset+octet-stream', 'upload-offset': offset })

  async function begin(): Promise<string> {
    const file = { name: 'notes.txt', bytes: content.length, sha256 }
    const begun = await ask('POST', '/api/sessions/s1/attachments', json, JSON.stringify(file))
    return `/api/attachments/${uploadStateSchema.parse(JSON.parse(begun.text)).id}`
  }

  it('goes on from where it is, and from nowhere else', async () => {
    const path = await begin()
    for (const offset of ['', 'x', '-1', '1.5', 'NaN', '99999999999999999999'])
      expect(await ask('PATCH', path, part(offset), 'x'), offset).toMatchObject({
        code: expect.stringMatching(/invalid|conflict/),
      })
    expect((await ask('PATCH', path, { 'content-type': 'application/offset+octet-stream' }, 'x')).error).toMatch(
      /^upload-offset: /,
    )
    expect((await ask('PATCH', path, part('10'), content)).code).toBe('conflict')
    expect((await ask('PATCH', path, part('0'), content.slice(0, 100))).status).toBe(200)
    expect((await ask('PATCH', path, part('0'), content)).code).toBe('conflict')
    expect((await ask('HEAD', path)).headers.get('upload-offset')).toBe('100')
    expect((await ask('PATCH', path, part('100'), content.slice(100))).status).toBe(200)
    await ask('PATCH', path, part(String(content.length)), 'more than was announced')
    expect((await ask('HEAD', path)).headers.get('upload-offset')).toBe(String(content.length))
  })

  it('is refused as another kind, and with more than was announced, and is not another’s', async () => {
    const path = await begin()
    expect((await ask('PATCH', path, { ...part('0'), 'content-type': 'application/json' }, '{}')).status).toBe(400)
    expect((await ask('PATCH', path, part('0'), `${content}and more`)).code).toMatch(/tooLarge|invalid/)
    const other = { authorization: `Bearer ${await relay.tokenFor('pat', 'patient')}` }
    const missing = await ask('GET', `/api/attachments/${v4()}`)
    expect(await ask('GET', await begin(), other)).toMatchObject({ status: 404, text: missing.text })
  })
})
