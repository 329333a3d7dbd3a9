import { FailureError } from '../src/shared/model/failure.ts'
import type { PageSettings } from '../src/shared/protocol/settings/pageSettings.ts'
import type { TokenKey, TokenSettings } from './accounts/tokenSettings.ts'
import type { IceSettings } from './calls/iceServers.ts'
import { type Environment, environmentSchema, type LogLevel, minimumSecretBytes } from './environmentSchema.ts'

export interface RelaySettings {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly dataDir: string
  readonly tokens: TokenSettings
  /** Origins of web pages that may call the relay, `FRONTEND_URL`'s included, as `createOriginRule` takes them; `'*'` is any. */
  readonly corsOrigins: readonly string[] | '*'
  /** Cookie that may hold the token of a client of a dialect, from pages that may call the relay; null: none. */
  readonly tokenCookie: string | null
  /** Paths at which sockets are served beside `/socket.io`. */
  readonly socketPaths: readonly string[]
  /** Whether clients of Socket.IO 2 are served. */
  readonly allowsEio3: boolean
  readonly frontendUrl: string | null
  /**
   * Address at which people reach the relay, with a `/` at its end; null for the one that the request for a link has used.
   */
  readonly publicUrl: string | null
  /** Secret that signs links of invitations; null for the one that signs tokens. */
  readonly invitationSecret: Uint8Array | null
  /** Settings of the patient's page, decided by the clinic. */
  readonly patientPage: PageSettings
  /**
   * Servers through which the media of calls finds its way; without them, only where the two can reach each other directly.
   */
  readonly ice: IceSettings
  readonly logLevel: LogLevel
  /** Proxies of our own in front of the relay: so many addresses of `X-Forwarded-For` are believed. */
  readonly proxies: number
  /** Factor of every rate limit. */
  readonly rateLimitFactor: number
  /** Dialects whose clients show texts as text. The clients of the others may assign them to `innerHTML`. */
  readonly plainTextDialects: ReadonlySet<string>
  /** Dialects whose clients are those that their systems have published, where these disagree with the documents. */
  readonly publishedClients: ReadonlySet<string>
  /** The socket of a virus scanner that attachments must pass; null: none. */
  readonly clamdSocket: string | null
  readonly database: DatabaseSettings
  /** Settings of the Redis that joins this node to others; null when it is the only one. */
  readonly redis: RedisSettings | null
}

/** SQLite in the data directory, or PostgreSQL: by the way that a pooler may be on, and by the direct one. */
export type DatabaseSettings =
  | { readonly kind: 'sqlite' }
  | { readonly kind: 'postgres'; readonly databaseUrl: string; readonly directUrl: string }

export interface RedisSettings {
  readonly url: string
  /** Prefix of all keys, for installations that share a Redis. */
  readonly keyPrefix: string
}

/** Every variable that the relay reads. */
export const environmentNames: readonly string[] = Object.keys(environmentSchema.shape)

/**
 * The relay's settings from its environment; an empty value counts as none. Throws `FailureError('invalid')` whose message is
 * one line that names the variable and says what to set. The value itself is never in the message: it may be a secret.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): RelaySettings {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  )
  const parsed = environmentSchema.safeParse(given)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new FailureError('invalid', `${String(issue?.path[0])} ${issue?.message}`)
  }
  const { data } = parsed
  const database = databaseOf(data)
  const frontendUrl = data.FRONTEND_URL ?? null
  return {
    host: data.HOST,
    port: data.PORT,
    dataDir: data.DATA_DIR,
    tokens: {
      key: tokenKey(data.JWT_SECRET, data.JWKS_URL),
      issuer: data.JWT_ISSUER ?? null,
      audience: data.JWT_AUDIENCE ?? null,
      claims: {
        subject: data.JWT_SUBJECT_CLAIM ?? null,
        role: data.JWT_ROLE_CLAIM ?? null,
        roles: data.JWT_ROLES ?? new Map(),
        takesOwn: data.JWKS_URL === undefined,
      },
      expiresInMs: data.JWT_EXPIRES_IN,
      refreshExpiresInMs: data.JWT_REFRESH_EXPIRES_IN,
    },
    corsOrigins:
      data.CORS_ORIGINS === '*'
        ? '*'
        : [...new Set([...data.CORS_ORIGINS, ...(frontendUrl ? [frontendUrl.origin] : [])])],
    tokenCookie: cookieOf(data),
    socketPaths: data.SOCKET_PATHS ?? [],
    allowsEio3: data.ALLOW_EIO3,
    frontendUrl: frontendUrl?.href ?? null,
    publicUrl: data.PUBLIC_URL ? `${data.PUBLIC_URL.origin}${data.PUBLIC_URL.pathname.replace(/\/*$/, '/')}` : null,
    invitationSecret: data.INVITATION_SECRET ?? null,
    patientPage: {
      ...(data.EMERGENCY_PHONE === undefined ? {} : { emergencyPhone: data.EMERGENCY_PHONE }),
      ...(data.CLINIC_PHONE === undefined ? {} : { clinicPhone: data.CLINIC_PHONE }),
      reopening: data.VISIT_REOPENING,
    },
    ice: { stunUrls: data.STUN_URLS, turn: turnOf(data.TURN_URLS, data.TURN_SECRET) },
    logLevel: data.LOG_LEVEL,
    proxies: data.TRUST_PROXY,
    rateLimitFactor: data.RATE_LIMIT_FACTOR,
    plainTextDialects: data.PLAIN_TEXT_DIALECTS ?? new Set(),
    publishedClients: data.PUBLISHED_CLIENTS ?? new Set(),
    clamdSocket: data.CLAMD_SOCKET ?? null,
    database,
    redis: redisOf(data, database),
  }
}

function cookieOf({ JWT_COOKIE, CORS_ORIGINS }: Environment): string | null {
  // A browser sends a cookie from whatever page: one of anyone's would connect as whoever looks at it.
  if (JWT_COOKIE !== undefined && CORS_ORIGINS === '*')
    throw new FailureError(
      'invalid',
      'JWT_COOKIE cannot be used by pages of any origin: set CORS_ORIGINS to those that are yours, or unset JWT_COOKIE',
    )
  return JWT_COOKIE ?? null
}

function databaseOf({ DATABASE_URL, DIRECT_URL }: Environment): DatabaseSettings {
  if (DATABASE_URL !== undefined)
    return { kind: 'postgres', databaseUrl: DATABASE_URL, directUrl: DIRECT_URL ?? DATABASE_URL }
  if (DIRECT_URL !== undefined)
    throw new FailureError(
      'invalid',
      'DIRECT_URL is set without DATABASE_URL: set DATABASE_URL too, or unset DIRECT_URL',
    )
  return { kind: 'sqlite' }
}

function redisOf(data: Environment, database: DatabaseSettings): RedisSettings | null {
  const { REDIS_URL, REDIS_HOST, REDIS_PORT, REDIS_PASSWORD, REDIS_KEY_PREFIX: keyPrefix } = data
  const part = REDIS_PORT !== undefined ? 'REDIS_PORT' : 'REDIS_PASSWORD'
  if (REDIS_HOST === undefined && (REDIS_PORT ?? REDIS_PASSWORD) !== undefined)
    throw new FailureError('invalid', `${part} is set without REDIS_HOST: set REDIS_HOST too, or unset ${part}`)
  if (REDIS_URL !== undefined && REDIS_HOST !== undefined)
    throw new FailureError('invalid', 'REDIS_URL and REDIS_HOST are both set: set the one that is meant')
  const name = REDIS_URL === undefined ? 'REDIS_HOST' : 'REDIS_URL'
  const url = REDIS_URL ?? (REDIS_HOST && urlOfRedis(REDIS_HOST, REDIS_PORT ?? '6379', REDIS_PASSWORD))
  if (url === undefined) return null
  if (database.kind === 'sqlite')
    throw new FailureError(
      'invalid',
      `${name} joins nodes that share a database: set DATABASE_URL too, or unset ${name} for a single node`,
    )
  return { url, keyPrefix }
}

function urlOfRedis(host: string, port: string, password: string | undefined): string {
  const secret = password === undefined ? '' : `:${encodeURIComponent(password)}@`
  return `redis://${secret}${host.includes(':') ? `[${host}]` : host}:${port}`
}

function turnOf(urls: readonly string[] | undefined, secret: string | undefined): IceSettings['turn'] {
  if (urls && secret !== undefined) return { urls, secret }
  if (urls)
    throw new FailureError('invalid', 'TURN_SECRET is missing: set it to the static-auth-secret of your TURN server')
  if (secret !== undefined)
    throw new FailureError('invalid', 'TURN_SECRET is set without TURN_URLS: set TURN_URLS too, or unset TURN_SECRET')
  return null
}

function tokenKey(secret: Uint8Array | undefined, jwksUrl: URL | undefined): TokenKey {
  if (secret && jwksUrl) {
    throw new FailureError('invalid', 'JWKS_URL and JWT_SECRET are both set: set the one that tokens are verified with')
  }
  if (jwksUrl) return { kind: 'jwks', url: jwksUrl }
  if (secret) return { kind: 'secret', secret }
  throw new FailureError(
    'invalid',
    `JWT_SECRET is missing: set it to at least ${minimumSecretBytes} bytes, or set JWKS_URL to your identity provider's keys`,
  )
}
