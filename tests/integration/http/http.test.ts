import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type StartedHttp, startHttp } from '../../support/relay/http/startHttp.ts'

let http: StartedHttp
beforeEach(async () => {
  http = await startHttp()
})
afterEach(async () => {
  await http.stop()
})

test('the relay says that it lives', async () => {
  const { status, body } = await http.call('GET', '/health')
  const timestamp = new Date(http.clock.now()).toISOString()
  expect([status, body]).toEqual([200, { status: 'ok', timestamp, service: 'Rounds relay' }])
})

test('the relay is ready while its store answers', async () => {
  expect((await http.call('GET', '/ready')).status).toBe(200)
  await http.closeStore()
  expect(await http.call('GET', '/ready')).toMatchObject({ status: 503, body: { code: 'unavailable', retry: 'later' } })
  expect((await http.call('GET', '/health')).status).toBe(200)
})

test('a request whose body drips is ended once the time of a whole request is over, and others are answered meanwhile', async () => {
  for (const server of http.servers) {
    expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 30_000])
    // Nobody waits for half a minute here: the same, in less time.
    server.headersTimeout = 250
    server.requestTimeout = 500
  }
  const timedOut = Promise.race(
    http.servers.map(async (server) => {
      const [error]: unknown[] = await once(server, 'clientError')
      return error
    }),
  )
  const line = connect({ port: Number(new URL(http.url).port), host: '127.0.0.1' })
  line.on('error', () => undefined)
  let answer = ''
  line.on('data', (data) => {
    answer += data
  })
  const ended = once(line, 'close').then(() => true)
  line.write(
    'POST /api/auth/login HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9000\r\n\r\n{',
  )
  const dripping = setInterval(() => void line.write(' '), 50)
  expect((await http.call('GET', '/health')).status).toBe(200)
  expect(await Promise.race([ended, sleep(20_000, false)])).toBe(true)
  clearInterval(dripping)
  expect(await timedOut).toMatchObject({ code: 'ERR_HTTP_REQUEST_TIMEOUT' })
  // A drop that meets the closed line resets it, and takes along what was not read yet.
  expect(answer).toMatch(/^$|^HTTP\/1\.1 408 /)
  expect((await http.call('GET', '/health')).status).toBe(200)
})

test('the description of the interface names every route, its bodies and who may pass', async () => {
  const { status, body } = await http.call('GET', '/api/openapi.json')
  expect(status).toBe(200)
  expect(body.openapi).toMatch(/^3\./)
  const routes = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(routes.sort()).toEqual([
    'DELETE /api/admin/users/{id}/tokens',
    'DELETE /api/attachments/{id}',
    'DELETE /api/sessions/{id}/invitations',
    'DELETE /api/users/{id}',
    'GET /api/admin/sessions',
    'GET /api/admin/sessions/{id}/export',
    'GET /api/admin/users',
    'GET /api/attachments/{id}',
    'GET /api/chat/{id}/messages',
    'GET /api/chats/{id}/messages',
    'GET /api/clinic',
    'GET /api/notifications',
    'GET /api/openapi.json',
    'GET /api/sessions',
    'GET /api/sessions/{id}/invitations',
    'GET /api/sessions/{id}/messages',
    'GET /api/sessions/{id}/messages/{messageId}/versions',
    'GET /api/socket',
    'GET /api/telemedicine/sessions/{id}/chat',
    'GET /chat/{id}/messages',
    'GET /docs',
    'GET /docs/asyncapi.json',
    'GET /health',
    'GET /metrics',
    'GET /ready',
    'GET /socket.io/socket.io.esm.min.js',
    'GET /socket.io/socket.io.js',
    'GET /socket.io/socket.io.min.js',
    'GET /visit',
    'GET /visit/{*}',
    'HEAD /api/attachments/{id}',
    'PATCH /api/attachments/{id}',
    'POST /api/admin/purge',
    'POST /api/admin/sessions/{id}/close',
    'POST /api/auth/login',
    'POST /api/auth/logout',
    'POST /api/auth/refresh',
    'POST /api/chat/{id}/messages',
    'POST /api/chats/{id}/messages',
    'POST /api/find',
    'POST /api/invitations/exchange',
    'POST /api/invitations/renew',
    'POST /api/log',
    'POST /api/notifications',
    'POST /api/notifications/read',
    'POST /api/notifications/{id}/read',
    'POST /api/sessions/{id}/attachments',
    'POST /api/sessions/{id}/claim',
    'POST /api/sessions/{id}/close',
    'POST /api/sessions/{id}/dispute',
    'POST /api/sessions/{id}/escalate',
    'POST /api/sessions/{id}/invitations',
    'POST /api/sessions/{id}/messages',
    'POST /api/sessions/{id}/reopen',
    'POST /api/sessions/{id}/resolve',
    'POST /api/sessions/{id}/transfer',
    'POST /api/sync',
    'POST /api/telemedicine/sessions/{id}/chat',
    'POST /api/watermarks',
    'POST /chat/{id}/messages',
    'PUT /api/clinic',
    'PUT /api/sessions/{id}',
    'PUT /api/users/{id}',
  ])
  const post = body.paths['/api/sessions/{id}/messages'].post
  expect(post.security).toEqual([{ bearer: [] }])
  expect(post.requestBody.content['application/json'].schema.required).toContain('text')
  expect(body.paths['/api/auth/login'].post.security).toBeUndefined()
})

test('an unknown route, a wrong method and a broken address are answered in JSON', async () => {
  const notFound = { status: 404, body: { success: false, code: 'notFound', retry: 'never' } }
  expect(await http.call('GET', '/api/nothing?token=x')).toMatchObject(notFound)
  expect(await http.call('DELETE', '/health')).toMatchObject(notFound)
  expect(await http.call('GET', '/%')).toMatchObject(notFound)
})

test('a body over the limit is refused, and the relay goes on', async () => {
  const body = JSON.stringify({ email: 'x'.repeat(1024 * 1024), password: 'x' })
  const answer = await http.call('POST', '/api/auth/login', { body })
  expect(answer).toMatchObject({ status: 413, body: { success: false, code: 'tooLarge', retry: 'never' } })
  expect((await http.call('GET', '/health')).status).toBe(200)
})

test('a body that is no JSON is refused in words that do not repeat it', async () => {
  for (const body of ['{"email": MARKER', '', '"MARKER']) {
    const answer = await http.call('POST', '/api/auth/login', { body })
    expect(answer).toMatchObject({ status: 400, body: { success: false, code: 'invalid' } })
    expect(JSON.stringify(answer.body)).not.toContain('MARKER')
  }
  const answer = await http.call('POST', '/api/auth/login', { body: 'a=b', headers: { 'content-type': 'text/csv' } })
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid' } })
  expect(answer.body.error).toContain('application/json')
})

test('bytes that are not HTTP do not stop the relay', async () => {
  const { hostname, port } = new URL(http.url)
  await new Promise<void>((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.end('\0\x01 not http\r\n\r\n'))
    socket
      .on('error', reject)
      .on('close', () => resolve())
      .resume()
  })
  expect((await http.call('GET', '/health')).status).toBe(200)
})

test('only pages of the listed origins may read answers', async () => {
  const originFor = async (origin: string) =>
    (await http.call('GET', '/health', { headers: { origin } })).headers.get('access-control-allow-origin')
  expect(await originFor('https://clinic.example')).toBe('https://clinic.example')
  expect(await originFor('https://evil.example')).toBeNull()
})

test('what people write, their names and their tokens are in no line of the log', async () => {
  const marker = 'MARKER8f3a'
  const admin = await http.tokenOf('root', 'admin', marker)
  const password = `${marker}-password`
  const user = { name: marker, role: 'clinician', email: `${marker}@clinic.example`, password }
  await http.call('PUT', '/api/users/ada', { token: admin, body: user })
  const patient = { name: marker, birthDate: '1980-01-01', sex: 'female', mrn: marker }
  const participants = [{ userId: 'ada', role: 'clinician' }]
  await http.call('PUT', '/api/sessions/s1', { token: admin, body: { kind: 'chat', participants, patient } })
  const signedIn = await http.call('POST', '/api/auth/login', { body: { email: user.email, password } })
  expect(signedIn.status).toBe(200)
  const { token, refreshToken } = signedIn.body
  expect((await http.call('POST', '/api/sessions/s1/messages', { token, body: { text: marker } })).status).toBe(200)
  expect((await http.call('GET', `/api/sessions/s1/messages?x=${marker}`, { token })).status).toBe(200)
  await http.call('POST', '/api/auth/login', { body: { email: marker, password: marker } })
  await http.call('POST', '/api/auth/login', { body: `{"${marker}` })
  await http.call('POST', '/api/auth/refresh', { body: { refreshToken: marker } })
  await http.call('GET', `/api/${marker}?token=${token}`)
  await http.call('GET', '/api/sessions', { token: `${marker}.x.y` })
  await http.closeStore()
  // Whether the token still counts is asked of a store that was closed under the relay, which is a defect.
  const unanswered = await http.call('POST', '/api/sessions/s1/messages', { token, body: { text: marker } })
  expect(unanswered.status).toBe(500)
  const defect = await http.call('POST', '/api/auth/login', { body: { email: marker, password: marker } })
  expect(defect).toMatchObject({ status: 500, body: { code: 'internal', retry: 'later' } })
  const logged = http.logged()
  expect(logged.split('\n').length).toBeGreaterThan(10)
  expect(logged).toContain('request failed')
  for (const secret of [marker, token, refreshToken, admin]) expect(logged).not.toContain(secret)
})

test('no answer may be kept on the way, whoever asks and whatever comes of it, but what is the same for all', async () => {
  const token = await http.tokenOf('root', 'admin')
  const { body } = await http.call('GET', '/api/openapi.json')
  const routes = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [method.toUpperCase(), path.replace(/\{[^}]+\}/g, 'x')] as const),
  )
  const kept: string[] = []
  for (const [method, path] of [...routes, ['GET', '/nothing'], ['GET', '/api/users/%']] as const)
    for (const given of [{}, { authorization: `Bearer ${token}` }]) {
      const { headers, status } = await fetch(`${http.url}${path}`, { method, headers: given })
      if (headers.get('cache-control') !== 'no-store') kept.push(`${method} ${path} ${status}`)
    }
  const isPublic = (answer: string) =>
    answer.includes('/visit') || /^GET \/(docs|api\/openapi\.json|socket\.io\/)/.test(answer)
  expect(kept.filter((answer) => !isPublic(answer))).toEqual([])
})

test('what signs someone in may not be kept on the way', async () => {
  const admin = await http.tokenOf('root', 'admin')
  const password = 'correct horse battery'
  await http.call('PUT', '/api/users/ada', { token: admin, body: { name: 'Ada', role: 'clinician', password } })
  const login = await http.call('POST', '/api/auth/login', { body: { email: 'ada', password } })
  const { refreshToken } = login.body
  const refresh = await http.call('POST', '/api/auth/refresh', { body: { refreshToken } })
  expect([login, refresh].map(({ status, headers }) => [status, headers.get('cache-control')])).toEqual([
    [200, 'no-store'],
    [200, 'no-store'],
  ])
})
