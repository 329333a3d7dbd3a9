import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { testSecret } from './start/testTokens.ts'

type Json = Readonly<Record<string, unknown>>

const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** Returns a token with this header and these claims, given as text where they are no object; signed with HMAC by the secret. */
export function signedBy(
  secret: string | Buffer,
  header: Json | string,
  claims: Json | string,
  hash = 'sha256',
): string {
  const signed = `${encode(header)}.${encode(claims)}`
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`
}

/** Returns the token that the relay takes. */
export function rightToken(claims: Json): string {
  return signedBy(testSecret, { alg: 'HS256', typ: 'JWT' }, claims)
}

type Claims = Json & { readonly exp: number }
type Forgeries = Readonly<Record<string, string>>

const alg = { alg: 'HS256', typ: 'JWT' }

/**
 * Returns tokens that must not be taken, by what is wrong with them. `claims` are those of the right token: subject, role, `exp`;
 * issuer and audience where the relay asks for them.
 */
export function forgeTokens(claims: Claims): Forgeries {
  return {
    ...wrongAlgorithms(claims),
    ...wrongAsymmetricKeys(claims),
    ...wrongKeys(claims),
    ...wrongTimes(claims),
    ...wrongPeople(claims),
    ...wrongJson(claims),
    ...wrongSignatures(claims),
    ...wrongShapes(claims),
  }
}

function partsOf(token: string) {
  const [header = '', payload = '', signature = ''] = token.split('.')
  return { header, payload, signature }
}

function wrongAlgorithms(claims: Claims): Forgeries {
  const { payload, signature } = partsOf(rightToken(claims))
  return {
    ...Object.fromEntries(
      ['none', 'None', 'NONE', 'nOnE', '', 'null'].flatMap((name) => [
        [`algorithm "${name}" without a signature`, `${encode({ alg: name })}.${payload}.`],
        [`algorithm "${name}" with the right signature`, `${encode({ alg: name })}.${payload}.${signature}`],
      ]),
    ),
    'no algorithm': `${encode({ typ: 'JWT' })}.${payload}.${signature}`,
    'an algorithm that is no text': signedBy(testSecret, { alg: ['HS256'] }, claims),
    'HS384 instead of HS256': signedBy(testSecret, { alg: 'HS384' }, claims, 'sha384'),
    'HS512 instead of HS256': signedBy(testSecret, { alg: 'HS512' }, claims, 'sha512'),
    'hs256 in small letters': signedBy(testSecret, { alg: 'hs256' }, claims),
  }
}

function wrongAsymmetricKeys(claims: Claims): Forgeries {
  const { payload } = partsOf(rightToken(claims))
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const jwk = publicKey.export({ format: 'jwk' })
  const byRsa = (head: Json) => {
    const signed = `${encode({ alg: 'RS256', ...head })}.${payload}`
    return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`
  }
  return {
    'RS256 with a key of the attacker': byRsa({}),
    'RS256 with the key in the header': byRsa({ jwk }),
    'RS256 with an address of keys in the header': byRsa({
      jku: 'http://127.0.0.1:9/keys.json',
      x5u: 'http://127.0.0.1:9',
    }),
    'HS256 by a public key': signedBy(publicPem, alg, claims),
  }
}

function wrongKeys(claims: Claims): Forgeries {
  const withHeader = (more: Json) => signedBy(testSecret, { ...alg, ...more }, claims)
  return {
    'HS256 by a key in the header': signedBy(
      'attacker',
      { ...alg, jwk: { kty: 'oct', k: encode('attacker') } },
      claims,
    ),
    ...Object.fromEntries(
      ['../../../../../dev/null', '/dev/null', "x' UNION SELECT ''; --", '\0', 'x'.repeat(2_000), '__proto__'].map(
        (kid) => [`the empty key by the id ${JSON.stringify(kid).slice(0, 30)}`, signedBy('', { ...alg, kid }, claims)],
      ),
    ),
    'a critical extension that nobody knows': withHeader({ crit: ['unheard-of'], 'unheard-of': true }),
    'the empty key': signedBy('', alg, claims),
    'another secret': signedBy(`${testSecret} `, alg, claims),
    'a key of zeros': signedBy(Buffer.alloc(32), alg, claims),
  }
}

function wrongTimes(claims: Claims): Forgeries {
  const { exp: _, ...without } = claims
  const withClaims = (more: Json) => signedBy(testSecret, alg, { ...claims, ...more })
  const json = JSON.stringify(claims)
  return {
    'no expiry': signedBy(testSecret, alg, without),
    'an expiry of text': withClaims({ exp: String(claims.exp) }),
    'an expiry of null': withClaims({ exp: null }),
    'an expiry below zero': withClaims({ exp: -1 }),
    'an expiry that is no number': signedBy(testSecret, alg, json.replace(String(claims.exp), '1e999')),
    'an expiry beyond dates': withClaims({ exp: 1e15 }),
    'an expiry that is past': withClaims({ exp: 1_000_000_000 }),
    'a beginning that is to come': withClaims({ nbf: claims.exp }),
    'an issue that is to come': withClaims({ iat: claims.exp }),
    'a beginning of text': withClaims({ nbf: 'now' }),
  }
}

function wrongPeople(claims: Claims): Forgeries {
  const withClaims = (more: Json) => signedBy(testSecret, alg, { ...claims, ...more })
  return {
    'a subject beside another in sub': withClaims({ sub: 'ada' }),
    'a subject beside another in id': withClaims({ id: 'ada' }),
    'no subject': withClaims({ userId: undefined, sub: undefined, id: undefined }),
    'an empty subject': withClaims({ userId: '' }),
    'a subject with a space': withClaims({ userId: 'pat doc' }),
    'a subject with a control character': withClaims({ userId: 'pat\0' }),
    'a subject that is half a character': withClaims({ userId: 'pat\ud800' }),
    'a subject that is too long': withClaims({ userId: 'p'.repeat(129) }),
    'a subject that is a list': withClaims({ userId: ['pat'] }),
    'a subject that is an object': withClaims({ userId: { toString: 'pat' } }),
    'no role': withClaims({ role: undefined }),
    'a role that there is not': withClaims({ role: 'superuser' }),
    'a role of the prototype': withClaims({ role: 'constructor' }),
    'a list of objects for a role': withClaims({ role: [{ name: 'admin' }] }),
    'an object for a role': withClaims({ role: { name: 'admin' } }),
  }
}

/** Claims and headers that parsers read differently, or not at all. */
function wrongJson(claims: Claims): Forgeries {
  const json = JSON.stringify(claims)
  return {
    'a role twice': signedBy(testSecret, alg, json.replace(/}$/, ',"role":"admin"}')),
    'a subject twice': signedBy(testSecret, alg, json.replace(/}$/, ',"userId":"ada"}')),
    'a subject twice, written differently': signedBy(testSecret, alg, json.replace(/}$/, ',"user\\u0049d":"ada"}')),
    'an algorithm twice': signedBy(testSecret, '{"alg":"none","alg":"HS256"}', claims),
    'claims that are a list': signedBy(testSecret, alg, '[]'),
    'claims that are null': signedBy(testSecret, alg, 'null'),
    'claims that are no JSON': signedBy(testSecret, alg, '{'),
    'claims with something after them': signedBy(testSecret, alg, `${json}{}`),
    'claims that are nested deeply': signedBy(testSecret, alg, `{"a":${'['.repeat(3_000)}${']'.repeat(3_000)}}`),
    'a header that is no JSON': signedBy(testSecret, 'x', claims),
    'a header that is a list': signedBy(testSecret, '["HS256"]', claims),
    'far too much in it': signedBy(testSecret, alg, { ...claims, filler: 'x'.repeat(20_000) }),
  }
}

function wrongSignatures(claims: Claims): Forgeries {
  const right = rightToken(claims)
  const { header, payload, signature } = partsOf(right)
  return {
    'no signature': `${header}.${payload}`,
    'an empty signature': `${header}.${payload}.`,
    'a signature that is cut': right.slice(0, -2),
    'a signature with a bit turned': right.slice(0, -1) + turned(right.at(-1) ?? 'A', 1),
    'spare bits in the signature': right.slice(0, -1) + spareBits(right.at(-1) ?? 'A'),
    'padding after the signature': `${right}=`,
    'the other alphabet of base64':
      Buffer.from(signature, 'base64url').toString('base64') === signature
        ? `${right}+`
        : `${header}.${payload}.${Buffer.from(signature, 'base64url').toString('base64')}`,
    'claims of another under the signature': `${header}.${encode({ ...claims, role: 'admin' })}.${signature}`,
    'a header of another under the signature': `${encode({ alg: 'HS256' })}.${payload}.${signature}`,
  }
}

function wrongShapes(claims: Claims): Forgeries {
  const right = rightToken(claims)
  const { header, payload, signature } = partsOf(right)
  return {
    'a line break in it': `${header}.${payload}\n.${signature}`,
    'a space before it': ` ${header}.${payload}.${signature} .x`,
    'four parts': `${right}.${signature}`,
    'five parts, as of an encrypted one': `${header}..${payload}.${signature}.x`,
    'the JSON form of a token': JSON.stringify({ protected: header, payload, signature }),
    'only dots': '..',
    'characters that are none of it': '☃.☃.☃',
    'a NUL at its end': `${right}\0`,
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Returns the character with these bits turned. */
const turned = (character: string, bits: number) => alphabet[alphabet.indexOf(character) ^ bits] ?? 'A'

/** Returns the last character of the signature with its two spare bits set otherwise: decoders that forgive give the same bytes. */
function spareBits(last: string): string {
  const set = alphabet[alphabet.indexOf(last) | 1] ?? 'A'
  return set === last ? turned(last, 2) : set
}
