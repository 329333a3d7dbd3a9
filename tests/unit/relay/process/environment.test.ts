import { describe, expect, test } from 'vitest'
import { readEnvironment } from '../../../../relay/environment.ts'

const secret = 'a secret that is long enough for it'
const refusal = (env: Record<string, string>): string => {
  try {
    readEnvironment(env)
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
  return 'accepted'
}

describe('the environment of the relay', () => {
  test('says of the patient’s page whom to call and how it is opened again, and refuses what is no number', () => {
    const set = { EMERGENCY_PHONE: '112', CLINIC_PHONE: '+49 (0)30 123-456', VISIT_REOPENING: 'link' }
    expect(readEnvironment({ JWT_SECRET: secret, ...set }).patientPage).toEqual({
      ...{ emergencyPhone: '112', clinicPhone: '+49 (0)30 123-456', reopening: 'link' },
    })
    for (const wrong of ['call us', '1', '"><b>112', '112;ext=5'])
      expect(refusal({ JWT_SECRET: secret, CLINIC_PHONE: wrong })).toMatch(/^CLINIC_PHONE must be a telephone number/)
    expect(refusal({ JWT_SECRET: secret, VISIT_REOPENING: 'yes' })).toBe('VISIT_REOPENING must be birth-date or link')
  })

  test('needs no more than a secret', () => {
    expect(readEnvironment({ JWT_SECRET: secret })).toEqual({
      host: '127.0.0.1',
      port: 5053,
      dataDir: 'data',
      tokens: {
        key: { kind: 'secret', secret: new TextEncoder().encode(secret) },
        issuer: null,
        audience: null,
        claims: { subject: null, role: null, roles: new Map(), takesOwn: true },
        expiresInMs: 2 * 3_600_000,
        refreshExpiresInMs: 7 * 86_400_000,
      },
      corsOrigins: [],
      tokenCookie: null,
      socketPaths: [],
      allowsEio3: false,
      frontendUrl: null,
      logLevel: 'info',
      patientPage: { reopening: 'birth-date' },
      ice: { stunUrls: [], turn: null },
      database: { kind: 'sqlite' },
      redis: null,
      proxies: 0,
      rateLimitFactor: 1,
      plainTextDialects: new Set(),
      publishedClients: new Set(),
      clamdSocket: null,
      publicUrl: null,
      invitationSecret: null,
    })
  })

  test('is read in full', () => {
    const settings = readEnvironment({
      HOST: '0.0.0.0',
      PORT: '0',
      DATA_DIR: '/var/lib/rounds',
      JWKS_URL: 'https://id.example/keys',
      JWT_ISSUER: 'https://id.example/',
      JWT_AUDIENCE: 'rounds',
      JWT_EXPIRES_IN: '15m',
      JWT_REFRESH_EXPIRES_IN: '30d',
      CORS_ORIGINS: 'https://a.example, http://localhost:3000',
      FRONTEND_URL: 'https://clinic.example/app',
      LOG_LEVEL: 'debug',
    })
    expect(settings).toMatchObject({ host: '0.0.0.0', port: 0, dataDir: '/var/lib/rounds', logLevel: 'debug' })
    expect(settings.tokens).toMatchObject({ expiresInMs: 900_000, refreshExpiresInMs: 30 * 86_400_000 })
    expect(settings.tokens.key).toEqual({ kind: 'jwks', url: new URL('https://id.example/keys') })
    expect(settings.corsOrigins).toEqual(['https://a.example', 'http://localhost:3000', 'https://clinic.example'])
  })

  test('says how tokens of other systems name who they are of', () => {
    const given = {
      JWT_ROLES: 'Arzt=clinician',
      JWT_ROLE_CLAIM: 'https://clinic.example/roles',
      JWT_SUBJECT_CLAIM: 'oid',
    }
    expect(readEnvironment({ JWKS_URL: 'https://id.example/keys', ...given }).tokens.claims).toEqual({
      ...{ subject: 'oid', role: 'https://clinic.example/roles', takesOwn: false },
      roles: new Map([['arzt', 'clinician']]),
    })
    expect(refusal({ JWT_SECRET: secret, JWT_ROLES: 'nurse=doctor' })).toMatch(
      /one of patient, clinician, support, admin: for example/,
    )
  })

  test('serves sockets at other paths, old clients, and a cookie for pages that are known', () => {
    const given = { SOCKET_PATHS: '/api/ws/, /ws', ALLOW_EIO3: 'true', JWT_COOKIE: 'token' }
    expect(readEnvironment({ JWT_SECRET: secret, CORS_ORIGINS: 'https://*.clinic.example', ...given })).toMatchObject({
      ...{ socketPaths: ['/api/ws', '/ws'], allowsEio3: true, tokenCookie: 'token' },
      corsOrigins: ['https://*.clinic.example'],
    })
    expect(refusal({ JWT_SECRET: secret, CORS_ORIGINS: '*', JWT_COOKIE: 'token' })).toMatch(
      /^JWT_COOKIE cannot be used by pages of any origin: set CORS_ORIGINS/,
    )
  })

  test('says of a secret that is too short how to change it on both sides', () => {
    expect(refusal({ JWT_SECRET: 'a short secret' })).toMatch(
      /^JWT_SECRET must be at least 32 bytes long: set the output of "openssl rand -hex 32" here and in every system that signs tokens with it/,
    )
  })

  test('may let pages of every origin call', () => {
    expect(readEnvironment({ JWT_SECRET: secret, CORS_ORIGINS: '*' }).corsOrigins).toBe('*')
  })

  test('takes an empty value for none', () => {
    expect(readEnvironment({ JWT_SECRET: secret, JWKS_URL: '', REDIS_URL: ' ', PORT: '' }).port).toBe(5053)
    expect(refusal({ JWT_SECRET: '' })).toMatch(/^JWT_SECRET is missing/)
  })

  test.each([
    ['HOST', 'http://host/'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', 'http'],
    ['JWT_SECRET', 'too short'],
    ['JWKS_URL', 'id.example'],
    ['JWKS_URL', 'file:///etc/passwd'],
    ['JWT_EXPIRES_IN', '2 hours'],
    ['JWT_EXPIRES_IN', '0h'],
    ['JWT_EXPIRES_IN', '7200'],
    ['JWT_REFRESH_EXPIRES_IN', '9999999d'],
    ['CORS_ORIGINS', 'https://a.example/path'],
    ['CORS_ORIGINS', 'a.example'],
    ['CORS_ORIGINS', 'https://*.example'],
    ['JWT_ROLES', 'nurse=doctor'],
    ['JWT_ROLES', 'nurse'],
    ['JWT_ROLE_CLAIM', 'realm_access..roles'],
    ['JWT_SUBJECT_CLAIM', 'two words'],
    ['JWT_COOKIE', 'two words'],
    ['SOCKET_PATHS', 'api/ws'],
    ['SOCKET_PATHS', '/socket.io'],
    ['SOCKET_PATHS', '/a/../b'],
    ['SOCKET_PATHS', '/'],
    ['ALLOW_EIO3', 'yes'],
    ['FRONTEND_URL', 'the clinic'],
    ['LOG_LEVEL', 'chatty'],
    ['DATABASE_URL', 'mysql://db.example/rounds'],
    ['DIRECT_URL', 'postgres://db.example/rounds'],
    ['REDIS_URL', 'http://cache.example'],
    ['REDIS_URL', 'redis://cache.example'],
    ['REDIS_HOST', 'cache.example'],
    ['REDIS_PORT', '6380'],
    ['REDIS_PASSWORD', 'word of the cache'],
  ])('refuses %s=%s in one line that names it and does not repeat its value', (name, value) => {
    const message = refusal({ JWT_SECRET: secret, [name]: value })
    expect(message).toMatch(new RegExp(`^${name} `))
    expect(message).not.toContain('\n')
    if (name === 'JWT_SECRET' || name.endsWith('PASSWORD') || name.endsWith('URL')) expect(message).not.toContain(value)
  })

  test('takes PostgreSQL by two ways, and Redis as a URL or in parts', () => {
    const databaseUrl = 'postgresql://relay:word@pooler.example:6543/rounds'
    const directUrl = 'postgresql://relay:word@db.example:5432/rounds'
    const env = { JWT_SECRET: secret, DATABASE_URL: databaseUrl }
    expect(readEnvironment({ JWT_SECRET: secret })).toMatchObject({ database: { kind: 'sqlite' }, redis: null })
    expect(readEnvironment(env).database).toEqual({ kind: 'postgres', databaseUrl, directUrl: databaseUrl })
    expect(readEnvironment({ ...env, DIRECT_URL: directUrl }).database).toMatchObject({ databaseUrl, directUrl })
    expect(readEnvironment({ ...env, REDIS_URL: 'rediss://cache.example:6380/2' }).redis).toEqual({
      url: 'rediss://cache.example:6380/2',
      keyPrefix: 'rounds',
    })
    const parts = { REDIS_HOST: 'localhost', REDIS_PORT: '6380', REDIS_PASSWORD: 'a/b', REDIS_KEY_PREFIX: 'clinic' }
    expect(readEnvironment({ ...env, ...parts }).redis).toEqual({
      url: 'redis://:a%2Fb@localhost:6380',
      keyPrefix: 'clinic',
    })
    expect(refusal({ ...env, REDIS_HOST: 'a', REDIS_URL: 'redis://a' })).toMatch(/^REDIS_URL and REDIS_HOST/)
    expect(refusal({ ...env, REDIS_PORT: '6380' })).toMatch(/^REDIS_PORT is set without REDIS_HOST/)
  })

  test('takes the servers of calls, and the secret only together with what it is for', () => {
    const word = 'word of the turn server'
    const urls = { STUN_URLS: 'stun:a.example:3478', TURN_URLS: 'turn:a.example:3478?transport=udp, turns:a.example' }
    expect(readEnvironment({ JWT_SECRET: secret, ...urls, TURN_SECRET: word }).ice).toEqual({
      stunUrls: ['stun:a.example:3478'],
      turn: { urls: ['turn:a.example:3478?transport=udp', 'turns:a.example'], secret: word },
    })
    expect(refusal({ JWT_SECRET: secret, ...urls })).toMatch(/^TURN_SECRET is missing/)
    expect(refusal({ JWT_SECRET: secret, TURN_SECRET: word })).toMatch(/^TURN_SECRET is set without TURN_URLS/)
    expect(refusal({ JWT_SECRET: secret, STUN_URLS: 'http://a.example' })).toMatch(/^STUN_URLS must be/)
    expect(refusal({ JWT_SECRET: secret, ...urls, TURN_SECRET: 'short' })).toMatch(/^TURN_SECRET must be/)
  })

  test('refuses two ways of verifying tokens at once', () => {
    expect(refusal({ JWT_SECRET: secret, JWKS_URL: 'https://id.example/keys' })).toMatch(/^JWKS_URL and JWT_SECRET/)
  })

  test('takes its proxies, its factor for limits and its virus scanner, and nothing wrong in their place', () => {
    const given = { JWT_SECRET: secret, TRUST_PROXY: '2', RATE_LIMIT_FACTOR: '0.5', CLAMD_SOCKET: '/run/clamd.ctl' }
    expect(readEnvironment(given)).toMatchObject({ proxies: 2, rateLimitFactor: 0.5, clamdSocket: '/run/clamd.ctl' })
    expect(refusal({ JWT_SECRET: secret, TRUST_PROXY: 'all' })).toMatch(/^TRUST_PROXY must be the number/)
    expect(refusal({ JWT_SECRET: secret, RATE_LIMIT_FACTOR: '0' })).toMatch(/^RATE_LIMIT_FACTOR must be a number/)
    expect(refusal({ JWT_SECRET: secret, CLAMD_SOCKET: 'clamd.ctl' })).toMatch(/^CLAMD_SOCKET must be the absolute/)
  })

  test('takes the dialects whose clients show texts as text, and refuses names that are none', () => {
    const given = { JWT_SECRET: secret, PLAIN_TEXT_DIALECTS: 'chats, consultations' }
    expect(readEnvironment(given).plainTextDialects).toEqual(new Set(['chats', 'consultations']))
    expect(refusal({ JWT_SECRET: secret, PLAIN_TEXT_DIALECTS: 'chats,slack' })).toMatch(
      /^PLAIN_TEXT_DIALECTS must be some of sessions, chats, singleChat, healthPlatform, consultations/,
    )
  })
})
