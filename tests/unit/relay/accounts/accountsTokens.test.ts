import { createHmac, generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { exportJWK, SignJWT } from 'jose'
import { afterEach, describe, expect, test } from 'vitest'
import { createTokenIssuer } from '../../../../relay/accounts/tokenIssuer.ts'
import type { TokenKey, TokenSettings } from '../../../../relay/accounts/tokenSettings.ts'
import { createTokenVerifier } from '../../../../relay/accounts/tokenVerifier.ts'
import { FailureError } from '../../../../src/shared/model/failure.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import type { Role } from '../../../../src/shared/model/role.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

const secret = new TextEncoder().encode('a secret that is long enough for it')
const clock = createFakeClock()
const nowS = Math.floor(clock.now() / 1000)
const invalid = { refused: 'invalid' }

const settingsWith = (key: TokenKey = { kind: 'secret', secret }): TokenSettings => ({
  key,
  issuer: 'https://id.example/',
  audience: 'rounds',
  claims: { subject: null, role: null, roles: new Map(), takesOwn: key.kind === 'secret' },
  expiresInMs: 7_200_000,
  refreshExpiresInMs: 86_400_000,
})

const claims = { userId: 'u1', role: 'clinician', name: 'N', exp: nowS + 60, iss: 'https://id.example/', aud: 'rounds' }

function verifierOf(settings = settingsWith(), accounts: Record<string, { name: string; role: Role }> = {}) {
  return createTokenVerifier({
    settings,
    clock,
    findAccount: async (userId) => accounts[userId],
    isEnded: async () => false,
  })
}

const encode = (json: string) => Buffer.from(json).toString('base64url')

/** Signs exactly these texts, whatever they are, with HMAC. */
function signText(header: string, payload: string, key: string | Uint8Array = secret, hash = 'sha256'): string {
  const signed = `${encode(header)}.${encode(payload)}`
  return `${signed}.${createHmac(hash, key).update(signed).digest('base64url')}`
}

const header = '{"alg":"HS256","typ":"JWT"}'
const sign = (payload: object) => signText(header, JSON.stringify(payload))
const without = (name: keyof typeof claims) =>
  Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name))

describe('a token that is accepted', () => {
  test('names its bearer, and how long it is good', async () => {
    const verdict = await verifierOf()(sign(claims))
    expect(verdict).toEqual({ userId: 'u1', role: 'clinician', name: 'N', expiresAtMs: (nowS + 60) * 1000 })
  })

  test('is the one the relay issues under the same settings', async () => {
    const user = { userId: userIdSchema.parse('u2'), role: 'support' as const, name: 'Sam' }
    const { token, expiresAtMs } = await createTokenIssuer(settingsWith(), clock)(user)
    expect(await verifierOf()(token)).toMatchObject({ ...user, expiresAtMs })
  })

  test.each([
    [{ userId: 'a', sub: 'a', id: 'a' }, 'a'],
    [{ userId: undefined, sub: 'b' }, 'b'],
    [{ userId: undefined, id: 'c' }, 'c'],
    [{ userId: 42, sub: '42' }, '42'],
    [{ userId: undefined, sub: undefined, id: 7 }, '7'],
  ])('may name its subject as %j', async (subject, userId) => {
    expect(await verifierOf()(sign({ ...claims, ...subject }))).toMatchObject({ userId })
  })

  test.each([
    ['patient', 'patient'],
    ['customer', 'patient'],
    ['provider', 'clinician'],
    ['doctor', 'clinician'],
    ['Doctor', 'clinician'],
    ['lsm', 'support'],
    ['support', 'support'],
    ['admin', 'admin'],
  ])('may have the role %s, which is %s here', async (word, role) => {
    expect(await verifierOf()(sign({ ...claims, role: word }))).toMatchObject({ role })
  })

  test('needs no name: the account has one, or else the user id stands for it', async () => {
    const verify = verifierOf(settingsWith(), { u1: { name: 'From the account', role: 'patient' } })
    expect(await verify(sign(without('name')))).toMatchObject({ name: 'From the account' })
    expect(await verify(sign({ ...without('name'), userId: 'u9' }))).toMatchObject({ name: 'u9' })
  })

  test('needs no role where there is an account, which has one', async () => {
    const verify = verifierOf(settingsWith(), { u1: { name: 'Uma', role: 'support' } })
    for (const role of [undefined, null, []])
      expect(await verify(sign({ ...claims, role }))).toMatchObject({ userId: 'u1', role: 'support' })
    expect(await verify(sign({ ...without('role'), userId: 'u9' }))).toEqual({ refused: 'unknownRole' })
  })

  test('has the role that its provider gives in a claim of another name, in words of its own', async () => {
    const roles = new Map([['arzt', 'clinician' as const]])
    const settings = {
      ...settingsWith(),
      claims: { subject: 'oid', role: 'realm_access.roles', roles, takesOwn: true },
    }
    const foreign = { ...without('role'), userId: undefined, sub: 'pairwise', oid: 'o-1' }
    const realm = { realm_access: { roles: ['offline_access', 'Arzt'] } }
    expect(await verifierOf(settings)(sign({ ...foreign, ...realm }))).toMatchObject({
      userId: 'o-1',
      role: 'clinician',
    })
  })

  test('needs no issuer and audience where none is set', async () => {
    const verify = verifierOf({ ...settingsWith(), issuer: null, audience: null })
    expect(await verify(sign({ userId: 'u1', role: 'patient', exp: nowS + 60 }))).toMatchObject({ userId: 'u1' })
  })
})

describe('a token that is refused', () => {
  test('has expired, by the given clock and a minute beyond it', async () => {
    const verify = verifierOf()
    expect(await verify(sign({ ...claims, exp: nowS - 60 }))).toEqual({ refused: 'expired' })
    expect(await verify(sign({ ...claims, exp: nowS - 59 }))).toMatchObject({ expiresAtMs: (nowS + 1) * 1000 })
    expect(await verify(sign({ ...claims, exp: nowS + 1 }))).toMatchObject({ expiresAtMs: (nowS + 1) * 1000 })
  })

  test.each(['nbf', 'iat'])('does not count yet: its %s is more than a minute ahead of the relay', async (claim) => {
    const verify = verifierOf()
    expect(await verify(sign({ ...claims, [claim]: nowS + 61 }))).toEqual({ refused: 'notYetValid' })
    expect(await verify(sign({ ...claims, [claim]: nowS + 60 }))).toMatchObject({ userId: 'u1' })
    expect(await verify(sign({ ...claims, [claim]: nowS + 61, aud: 'other' }))).toEqual(invalid)
  })

  test.each([
    { userId: 'a', sub: 'b' },
    { userId: 'a', id: 'b' },
    { userId: undefined, sub: 'a', id: 'b' },
    { userId: 'a', sub: 'a', id: 'A' },
    { userId: 7, sub: '07' },
    { userId: 'a', sub: 'b', id: 'c' },
  ])('names different people as its subject: %j', async (subjects) => {
    expect(await verifierOf()(sign({ ...claims, ...subjects }))).toEqual(invalid)
  })

  test.each([
    ['a word from the prototype', 'constructor'],
    ['a word that nobody knows', 'accountant'],
    ['words that nobody knows', ['offline_access']],
    ['a list of objects', [{ name: 'admin' }]],
    ['an object', { name: 'admin' }],
    ['a number', 1],
    ['an empty word', ''],
  ])('names as its role %s, also where the account has one', async (_what, role) => {
    const verify = verifierOf(settingsWith(), { u1: { name: 'N', role: 'admin' } })
    expect(await verify(sign({ ...claims, role }))).toEqual({ refused: 'unknownRole' })
  })

  test('has expired and is wrong besides, which is refused like being wrong', async () => {
    expect(await verifierOf()(sign({ ...claims, exp: nowS - 1, aud: 'other' }))).toEqual(invalid)
    expect(await verifierOf()(signText(header, JSON.stringify({ ...claims, exp: 1 }), 'another key'))).toEqual(invalid)
  })

  test.each<[string, string]>([
    ['is empty', ''],
    ['is no token', 'token'],
    ['has no signature', `${encode(header)}.${encode(JSON.stringify(claims))}.`],
    ['has alg none', `${encode('{"alg":"none"}')}.${encode(JSON.stringify(claims))}.`],
    ['has alg none and is signed', signText('{"alg":"none"}', JSON.stringify(claims))],
    ['has alg nOnE', signText('{"alg":"nOnE"}', JSON.stringify(claims))],
    ['has another algorithm of the same key', signText('{"alg":"HS512"}', JSON.stringify(claims), secret, 'sha512')],
    ['has RS256 over an HMAC', signText('{"alg":"RS256"}', JSON.stringify(claims))],
    ['has no algorithm', signText('{"typ":"JWT"}', JSON.stringify(claims))],
    ['asks for an unknown extension', signText('{"alg":"HS256","crit":["x"],"x":1}', JSON.stringify(claims))],
    ['asks for an unencoded payload', signText('{"alg":"HS256","crit":["b64"],"b64":false}', JSON.stringify(claims))],
    ['is signed with another secret', signText(header, JSON.stringify(claims), 'another secret, as long as that')],
    ['is signed with an empty secret', signText(header, JSON.stringify(claims), '')],
    ['has another audience', sign({ ...claims, aud: 'other' })],
    ['has no audience', sign(without('aud'))],
    ['has another issuer', sign({ ...claims, iss: 'https://evil.example/' })],
    ['has no issuer', sign(without('iss'))],
    ['never expires', sign(without('exp'))],
    ['expires at a text', sign({ ...claims, exp: '9999999999' })],
    ['expires beyond the calendar', sign({ ...claims, exp: 1e300 })],
    ['is issued at a text', sign({ ...claims, iat: 'now' })],
    ['has no subject', sign(without('userId'))],
    ['has a subject that is no id', sign({ ...claims, userId: 'a b' })],
    ['has a subject that is an object', sign({ ...claims, userId: { id: 1 } })],
    ['has an empty subject beside a good one', sign({ ...claims, userId: '', sub: 'u1' })],
    ['has one claim twice', signText(header, `{"userId":"u1",${JSON.stringify(claims).slice(1)}`)],
    ['has one claim twice, once escaped', signText(header, `{"user\\u0049d":"u1",${JSON.stringify(claims).slice(1)}`)],
    ['has its algorithm twice', signText('{"alg":"none","alg":"HS256"}', JSON.stringify(claims))],
    ['is a list', signText(header, '[]')],
    ['is null', signText(header, 'null')],
    ['is not JSON', signText(header, '{')],
    ['is huge', sign({ ...claims, padding: 'x'.repeat(8_192) })],
    ['is enormous', 'x'.repeat(5_000_000)],
    ['has a fourth part', `${sign(claims)}.x`],
    ['has padding', `${sign(claims)}=`],
    ['has a line break', `${sign(claims)}\n`],
    ['has a space before it', ` ${sign(claims)}`],
    ['is encrypted by its looks', 'a.b.c.d.e'],
  ])('%s', async (_why, token) => {
    expect(await verifierOf()(token)).toEqual(invalid)
  })

  test('spells the same signature with other spare bits', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const token = sign(claims)
    const last = alphabet.indexOf(token.slice(-1))
    const twin = token.slice(0, -1) + alphabet[last ^ 1]
    const bytes = (text: string) => Buffer.from(text.split('.')[2] ?? '', 'base64url').toString('hex')
    expect(bytes(twin)).toBe(bytes(token))
    expect(await verifierOf()(twin)).toEqual(invalid)
  })

  test('differs in any one character from one that was signed', async () => {
    const token = sign(claims)
    const verify = verifierOf()
    await fc.assert(
      fc.asyncProperty(
        fc.nat(token.length - 1),
        fc.constantFrom(...'ABCZabcz0189-_.=+/ \n\0é'),
        async (place, character) => {
          fc.pre(token[place] !== character)
          const mangled = token.slice(0, place) + character + token.slice(place + 1)
          expect(await verify(mangled)).toEqual(invalid)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('is any text that was not signed', async () => {
    const verify = verifierOf()
    const part = fc.oneof(fc.base64String(), fc.json().map(encode), fc.string())
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 5 }), async (parts) => {
        expect(await verify(parts.join('.'))).toEqual(invalid)
      }),
      { numRuns: 500 },
    )
  })
})

describe('tokens of an identity provider', () => {
  const closers: (() => void)[] = []
  afterEach(() => {
    for (const close of closers.splice(0)) close()
  })

  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ed = generateKeyPairSync('ed25519')

  async function startProvider(): Promise<URL> {
    const keys = await Promise.all([
      exportJWK(rsa.publicKey).then((key) => ({ ...key, kid: 'rsa', alg: 'RS256' })),
      exportJWK(ec.publicKey).then((key) => ({ ...key, kid: 'ec', alg: 'ES256' })),
      exportJWK(ed.publicKey).then((key) => ({ ...key, kid: 'ed' })),
    ])
    const server = createServer((_request, response) => response.end(JSON.stringify({ keys })))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closers.push(() => server.close())
    const { port } = server.address() as AddressInfo
    return new URL(`http://127.0.0.1:${port}/keys`)
  }

  test('are accepted in RS256, ES256 and EdDSA, and in no other algorithm', async () => {
    const verify = verifierOf(settingsWith({ kind: 'jwks', url: await startProvider() }))
    const signed = (alg: string, kid: string, key: typeof rsa.privateKey) =>
      new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key)
    expect(await verify(await signed('RS256', 'rsa', rsa.privateKey))).toMatchObject({ userId: 'u1' })
    expect(await verify(await signed('ES256', 'ec', ec.privateKey))).toMatchObject({ userId: 'u1' })
    expect(await verify(await signed('EdDSA', 'ed', ed.privateKey))).toMatchObject({ userId: 'u1' })
    expect(await verify(await signed('RS512', 'rsa', rsa.privateKey))).toEqual(invalid)
    expect(await verify(await signed('PS256', 'rsa', rsa.privateKey))).toEqual(invalid)
    expect(await verify(await signed('RS256', 'unknown', rsa.privateKey))).toEqual(invalid)
  })

  test('are refused when the public key was taken for a secret', async () => {
    const verify = verifierOf(settingsWith({ kind: 'jwks', url: await startProvider() }))
    const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const der = rsa.publicKey.export({ type: 'spki', format: 'der' })
    for (const key of [pem, der]) {
      const forged = signText('{"alg":"HS256","kid":"rsa"}', JSON.stringify(claims), key)
      expect(await verify(forged)).toEqual(invalid)
    }
  })

  test('are refused when they bring their own key', async () => {
    const verify = verifierOf(settingsWith({ kind: 'jwks', url: await startProvider() }))
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const jwk = await exportJWK(other.publicKey)
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'rsa', jwk })
      .sign(other.privateKey)
    expect(await verify(forged)).toEqual(invalid)
  })

  test('are neither right nor wrong while the provider cannot be reached', async () => {
    const verify = verifierOf(settingsWith({ kind: 'jwks', url: new URL('http://127.0.0.1:1/keys') }))
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'rsa' }).sign(rsa.privateKey)
    const error: unknown = await verify(token).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(FailureError)
    expect(error).toMatchObject({ failure: { kind: 'unavailable' } })
  })

  test('cannot be issued by the relay', async () => {
    const issue = createTokenIssuer(settingsWith({ kind: 'jwks', url: new URL('http://127.0.0.1:1/keys') }), clock)
    const user = { userId: userIdSchema.parse('u1'), role: 'patient' as const, name: 'N' }
    await expect(issue(user)).rejects.toMatchObject({ failure: { kind: 'forbidden' } })
  })
})
