import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTokenVerifier } from '../../../relay/accounts/tokenVerifier.ts'
import { readEnvironment } from '../../../relay/environment.ts'
import { connectDialect } from '../../support/dialects/dialectClient.ts'
import { connectNative } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { testSecret } from '../../support/relay/start/testTokens.ts'
import { forgeTokens, rightToken, signedBy } from '../../support/relay/tokenForgeries.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'

const exp = Math.floor(Date.now() / 1000) + 3_600
const claims = { userId: 'pat', role: 'patient', name: 'Pat', iss: 'rounds', aud: 'relay', exp }
const alg = { alg: 'HS256' }
const forgeries = {
  ...forgeTokens(claims),
  'another issuer': signedBy(testSecret, alg, { ...claims, iss: 'elsewhere' }),
  'no issuer': signedBy(testSecret, alg, { ...claims, iss: undefined }),
  'a list of issuers': signedBy(testSecret, alg, { ...claims, iss: ['rounds'] }),
  'another audience': signedBy(testSecret, alg, { ...claims, aud: 'another' }),
  'no audience': signedBy(testSecret, alg, { ...claims, aud: undefined }),
  'an audience that begins so': signedBy(testSecret, alg, { ...claims, aud: 'relay.evil.example' }),
}

describe('a token that is not right', () => {
  let relay: StartedRelay
  beforeAll(async () => {
    relay = await startRelay({ env: { JWT_ISSUER: 'rounds', JWT_AUDIENCE: 'relay' } })
    await relay.putSession('s1', { pat: 'patient' })
  })
  afterAll(() => relay.stop())

  const outcome = (connecting: Promise<{ close: () => void }>) =>
    connecting.then(
      (client) => {
        client.close()
        return 'let in'
      },
      (error: Error) => error.message,
    )
  const ways: Readonly<Record<string, (token: string) => Promise<string>>> = {
    'the native protocol': (token) => outcome(connectNative({ url: relay.url, token })),
    'the default namespace': (token) => outcome(connectDialect({ url: relay.url, auth: { token } })),
    '/chat, by the query': (token) => outcome(connectDialect({ url: relay.url, namespace: '/chat', query: { token } })),
    REST: async (token) => {
      // A header carries no other characters.
      if (!/^[!-~ ]+$/.test(token)) return '401'
      const headers = { authorization: `Bearer ${token}` }
      const answer = await fetch(`${relay.url}/api/sessions`, { headers })
      return answer.ok ? 'let in' : `${answer.status}`
    },
  }
  /** The last two: a request whose head is too large for one. */
  const refusals =
    /^(Authentication error: (Invalid token|Token expired|Token not valid yet|No token provided)|401|431|websocket error)$/

  it('is told from the right one, which is taken by every way', async () => {
    for (const enter of Object.values(ways)) expect(await enter(rightToken(claims))).toBe('let in')
    expect(Object.keys(forgeries).length).toBeGreaterThanOrEqual(60)
  })

  it.each(Object.keys(ways))('is not taken by %s, whatever is wrong with it', async (way) => {
    for (const [what, token] of Object.entries(forgeries))
      expect(await ways[way]?.(token), `${what} by ${way}`).toMatch(refusals)
  })

  it('but will be is refused as not valid yet, by every way, and for a clock that is a little ahead it is right', async () => {
    const nowS = Math.floor(Date.now() / 1_000)
    const near = rightToken({ ...claims, nbf: nowS + 2, iat: nowS + 2 })
    for (const [way, enter] of Object.entries(ways)) expect(await enter(near), way).toBe('let in')
    for (const ahead of [{ nbf: nowS + 600 }, { iat: nowS + 600 }]) {
      const token = rightToken({ ...claims, ...ahead })
      for (const [way, enter] of Object.entries(ways))
        expect(await enter(token), way).toBe(way === 'REST' ? '401' : 'Authentication error: Token not valid yet')
      const answer = await fetch(`${relay.url}/api/sessions`, { headers: { authorization: `Bearer ${token}` } })
      expect(await answer.json()).toMatchObject({ success: false, error: expect.stringContaining('not valid yet') })
      const pat = await connectNative({ url: relay.url, token: near })
      const renewed = await pat.request('auth:refresh', { token })
      expect(renewed).toMatchObject({ success: false, error: expect.stringContaining('not valid yet') })
      pat.close()
    }
  })

  it('is not taken in place of the one of a connection', async () => {
    const pat = await connectNative({ url: relay.url, token: rightToken(claims) })
    for (const [what, token] of Object.entries(forgeries))
      expect(await pat.request('auth:refresh', { token }), what).toMatchObject({ success: false })
    expect(await pat.ask('auth:refresh', { token: rightToken({ ...claims, exp: exp + 60 }) })).toMatchObject({
      expiresAt: (exp + 60) * 1000,
    })
    pat.close()
  })
})

it.each([
  ['is warned of at start, where nothing tells them apart', {}, true],
  ['is refused without a word at start, where JWT_AUDIENCE tells them apart', { JWT_AUDIENCE: 'relay' }, false],
  ['is none where the relay signs tokens itself', { JWKS_URL: '', JWT_SECRET: testSecret }, false],
] as const)('a token of an identity provider for another application %s', async (_, more, isWarned) => {
  const lines: string[] = []
  const logTo = { write: (line: string) => void lines.push(line) }
  const relay = await startRelay({ env: { JWT_SECRET: '', JWKS_URL: 'http://127.0.0.1:1/keys', ...more }, logTo })
  await relay.stop()
  const warnings = lines.filter((line) => line.includes('tokens for other applications are taken: set JWT_AUDIENCE'))
  for (const line of warnings) expect(JSON.parse(line)).toMatchObject({ level: 40 })
  expect(warnings.length > 0).toBe(isWarned)
})

/** `BAD_TOKENS=100000` for the whole of it. */
it('of thousands of ways to change a token, none makes one that is taken', { timeout: 300_000 }, async () => {
  const { tokens } = readEnvironment({ JWT_SECRET: testSecret })
  const verify = createTokenVerifier({
    settings: tokens,
    clock: createFakeClock(),
    findAccount: () => Promise.resolve(undefined),
    isEnded: () => Promise.resolve(false),
  })
  const right = rightToken({ userId: 'pat', role: 'patient', exp: 4_000_000_000 })
  expect(await verify(right)).toMatchObject({ userId: 'pat' })
  const place = fc.nat({ max: right.length })
  const alphabet = fc.constantFrom(...'ABCXYZabcxyz0189-_=+/. \0\n')
  const mutated = fc.oneof(
    fc.tuple(place, alphabet).map(([at, letter]) => right.slice(0, at) + letter + right.slice(at + 1)),
    fc.tuple(place, alphabet).map(([at, letter]) => right.slice(0, at) + letter + right.slice(at)),
    fc.tuple(place, fc.integer({ min: 1, max: 20 })).map(([at, count]) => right.slice(0, at) + right.slice(at + count)),
    fc.tuple(place, place).map(([from, to]) => right.slice(0, from) + right.slice(to)),
    fc.string({ unit: 'binary' }).map((text) => `${right}${text}`),
  )
  const runs = Number(process.env.BAD_TOKENS ?? '5000')
  await fc.assert(
    fc.asyncProperty(mutated, async (token) => token === right || 'refused' in (await verify(token))),
    { numRuns: runs },
  )
})
