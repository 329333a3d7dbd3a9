import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io, type ManagerOptions, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { asPayload, connectDialect, tokenWith } from '../../support/dialects/dialectClient.ts'
import { runRelay } from '../../support/relay/start/runRelay.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { testSecret } from '../../support/relay/start/testTokens.ts'

const page = 'https://app.clinic.example'
const unknownRole = /^The token names no role that this relay knows.*JWT_ROLES/

describe('who connects', () => {
  let relay: StartedRelay
  beforeAll(async () => {
    relay = await startRelay({
      env: {
        CORS_ORIGINS: 'https://*.clinic.example',
        JWT_COOKIE: 'access_token',
        JWT_ROLES: 'Accountant=support',
        SOCKET_PATHS: '/api/ws',
      },
    })
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    await relay.putUser('nina', { name: 'Nina', role: 'clinician' })
  })
  afterAll(() => relay.stop())

  /** Connects as a client of whatever program does; rejects with the error of `connect_error`. */
  async function connect(options: Partial<ManagerOptions> & { auth?: Record<string, unknown> }, namespace = '/') {
    const socket: Socket = io(`${relay.url}${namespace}`, { reconnection: false, forceNew: true, ...options })
    onTestFinished(() => void socket.close())
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('connect_error', reject)
    })
    return socket
  }
  const whoIs = async (socket: Socket) => {
    const answer = asPayload(await socket.timeout(10_000).emitWithAck('presence:setStatus', { status: 'online' }))
    return answer.userId
  }
  const pat = () => tokenWith({ userId: 'pat', role: 'customer' })

  it.each(['websocket', 'polling'] as const)(
    'is in a token that is given in any usual way, by %s',
    async (transport) => {
      const token = await pat()
      const transports = [transport]
      const ways: Readonly<Record<string, Parameters<typeof connect>[0]>> = {
        'auth.token': { auth: { token } },
        'auth.token with the word': { auth: { token: `Bearer ${token}` } },
        'the query': { query: { token } },
        'the query with the word': { query: { token: `Bearer ${token}` } },
        'the header': { extraHeaders: { authorization: `Bearer ${token}` } },
        'the header without the word': { extraHeaders: { authorization: token } },
        'a cookie': { extraHeaders: { cookie: `theme=dark; access_token=${token}` } },
        'a cookie of a page that is known': { extraHeaders: { cookie: `access_token=${token}`, origin: page } },
        'a cookie with the word': { extraHeaders: { cookie: `access_token=Bearer%20${token}` } },
        'a cookie where auth has an empty one': {
          auth: { token: '' },
          extraHeaders: { cookie: `access_token=${token}` },
        },
        'a cookie where auth has none': { auth: { token: null }, extraHeaders: { cookie: `access_token=${token}` } },
      }
      for (const [way, options] of Object.entries(ways))
        expect(await whoIs(await connect({ transports, ...options })), way).toBe('pat')
    },
  )

  it.each(['websocket', 'polling'] as const)(
    'is in no cookie of a page that is not known, by %s',
    async (transport) => {
      const extraHeaders = { cookie: `access_token=${await pat()}`, origin: 'https://evil.example' }
      await expect(connect({ transports: [transport], extraHeaders })).rejects.toThrow()
      const asked = await fetch(`${relay.url}/socket.io/?EIO=4&transport=polling`, { headers: extraHeaders })
      expect([asked.status, await asked.json()]).toEqual([
        403,
        { code: 4, message: 'Pages of this origin may not connect: add it to CORS_ORIGINS of the relay.' },
      ])
    },
  )

  it('is in no other cookie, and in no other scheme of the header', async () => {
    const token = await pat()
    for (const headers of [{ cookie: `token=${token}` }, {}])
      await expect(connect({ extraHeaders: headers })).rejects.toThrow('Authentication error: No token provided')
    await expect(connect({ extraHeaders: { authorization: `Basic ${token}` } })).rejects.toThrow(
      'Authentication error: Invalid token',
    )
  })

  it.each([
    ['customer', '/chat'],
    ['service_provider', '/chat'],
    ['local_service_manager', '/chat'],
    ['nurse', '/'],
    ['clinic_admin', '/'],
    ['super_admin', '/'],
    ['pharmacist', '/'],
    ['accountant', '/'],
    [['uma_authorization', 'doctor'], '/'],
  ])('has the role %s of its own system, or one that is set', async (role, namespace) => {
    const token = await tokenWith({ sub: 41, email: 'x@example.org', role })
    await expect(connectDialect({ url: relay.url, namespace, auth: { token } })).resolves.toBeDefined()
  })

  it('has the role of their account where the token names none, over REST too', async () => {
    const token = await tokenWith({ sub: 'nina' })
    const client = await connectDialect({ url: relay.url, auth: { token } })
    onTestFinished(client.close)
    expect(await client.waitFor('connected')).toMatchObject({ userId: 'nina', role: 'provider' })
    const answer = await fetch(`${relay.url}/api/sessions`, { headers: { authorization: token } })
    expect(answer.status).toBe(200)
  })

  it.each([
    ['names none, without an account', undefined],
    ['names one that nobody knows', 'janitor'],
    ['names a list of objects', [{ name: 'admin' }]],
  ])('is refused whose token %s, with what to do', async (_what, role) => {
    const token = await tokenWith({ sub: 'stranger', role })
    const refused: unknown = await connect({ auth: { token } }).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      message: 'Authentication error: Invalid token',
      data: { error: expect.stringMatching(unknownRole) },
    })
    const answer = await fetch(`${relay.url}/api/sessions`, { headers: { authorization: `Bearer ${token}` } })
    expect([answer.status, await answer.json()]).toMatchObject([
      401,
      { code: 'unauthenticated', error: expect.stringMatching(unknownRole) },
    ])
  })

  it.each(['websocket', 'polling'] as const)(
    'comes by the path of another system as by /socket.io, over %s',
    async (transport) => {
      for (const addTrailingSlash of [true, false]) {
        const options = { path: '/api/ws', addTrailingSlash, transports: [transport] }
        const socket = await connect({ ...options, query: { token: await pat(), chatId: 's1' } })
        const sent = asPayload(
          await socket.timeout(10_000).emitWithAck('send_message', { chatId: 's1', message: transport }),
        )
        expect(sent).toMatchObject({ success: true, message: { message: transport, senderId: 'pat' } })
      }
      await expect(connect({ path: '/api/wsx', transports: [transport] })).rejects.toThrow()
      expect((await fetch(`${relay.url}/api/sessions`)).status).toBe(401)
    },
  )
})

describe('a relay whose settings about who connects are wrong', () => {
  it.each([
    [{ SOCKET_PATHS: '/api/sessions' }, 'SOCKET_PATHS has a path of the REST interface, /api/sessions/'],
    [{ SOCKET_PATHS: '/api' }, 'SOCKET_PATHS has a path of the REST interface, '],
    [{ JWT_ROLES: 'nurse=doctor' }, 'JWT_ROLES must be words with a role of ours each'],
    [{ JWT_COOKIE: 't', CORS_ORIGINS: '*' }, 'JWT_COOKIE cannot be used by pages of any origin'],
    [{ JWT_SECRET: 'thirteen byte' }, 'JWT_SECRET must be at least 32 bytes long: set the output of'],
  ])('does not start: %j', async (env, line) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'rounds-refused-'))
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
    const { code, stdout, stderr } = await runRelay({ JWT_SECRET: testSecret, PORT: '0', DATA_DIR: dataDir, ...env })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(`relay does not start: ${line}`)])
  })
})
