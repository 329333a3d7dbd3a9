import { z } from 'zod'
import { FailureError } from '../src/shared/model/failure.ts'
import { type PageSettings, pageSettingsSchema } from '../src/shared/protocol/settings/pageSettings.ts'
import type { TokenKey, TokenSettings } from './accounts/tokenSettings.ts'
import type { IceSettings } from './calls/iceServers.ts'
import { dialects } from './dialects/dialects.ts'

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export interface RelaySettings {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly dataDir: string
  readonly tokens: TokenSettings
  /** Origins of web pages that may call the relay, `FRONTEND_URL`'s included; `'*'` is any. */
  readonly corsOrigins: readonly string[] | '*'
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

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const longestMs = 365 * unitMs.d

function durationMs(text: string): number | undefined {
  const [, amount, unit] = /^([1-9]\d{0,8})([smhd])$/.exec(text) ?? []
  if (amount === undefined || (unit !== 's' && unit !== 'm' && unit !== 'h' && unit !== 'd')) return undefined
  const ms = Number(amount) * unitMs[unit]
  return ms <= longestMs ? ms : undefined
}

const durationSchema = z.string().transform((text, context) => {
  const ms = durationMs(text)
  if (ms !== undefined) return ms
  context.addIssue('must be a number with s, m, h or d behind it, at most 365d: for example 2h')
  return z.NEVER
})

const webUrlSchema = (what: string) => z.url({ protocol: /^https?$/, error: what }).transform((text) => new URL(text))

const originsSchema = z.string().transform((text, context): readonly string[] | '*' => {
  if (text === '*') return '*'
  const origins = text
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '')
  const allOrigins = origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin.toLowerCase())
  if (allOrigins) return origins.map((origin) => origin.toLowerCase())
  context.addIssue('must be origins with commas between them: for example https://clinic.example,https://app.example')
  return z.NEVER
})

const iceUrlsSchema = (form: RegExp, what: string) =>
  z.string().transform((text, context): string[] => {
    const urls = text
      .split(',')
      .map((url) => url.trim())
      .filter((url) => url !== '')
    if (urls.length > 0 && urls.every((url) => form.test(url))) return urls
    context.addIssue(what)
    return z.NEVER
  })

const dialectsSchema = z.string().transform((text, context): ReadonlySet<string> => {
  const names = text.split(',').map((name) => name.trim())
  const dialectNames = Object.keys(dialects)
  const known = dialectNames.filter((name) => names.includes(name))
  if (known.length === new Set(names).size) return new Set(known)
  context.addIssue(`must be some of ${dialectNames.join(', ')}, with commas between them`)
  return z.NEVER
})

const databaseUrlSchema = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must be a postgresql URL: for example postgresql://relay:PASSWORD@127.0.0.1:5432/rounds',
})

const phoneSchema = z
  .string()
  .regex(/^\+?\d[\d ()./-]{1,29}$/, 'must be a telephone number as people dial it: for example 112 or +49 30 123456')

const minimumSecretBytes = 32
const secretSchema = z
  .string()
  .transform((text) => new TextEncoder().encode(text))
  .refine((secret) => secret.byteLength >= minimumSecretBytes, {
    error: `must be at least ${minimumSecretBytes} bytes long: for example the output of "openssl rand -hex 32"`,
  })

const environmentSchema = z.object({
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'must be a host name or an IP address: for example 127.0.0.1')
    .default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number from 0 to 65535, 0 for any that is free')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port number from 0 to 65535, 0 for any that is free')
    .default(5053),
  DATA_DIR: z.string().default('data'),
  JWT_SECRET: secretSchema.optional(),
  INVITATION_SECRET: secretSchema.optional(),
  JWKS_URL: webUrlSchema("must be the http or https URL of your identity provider's JSON Web Key Set").optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  JWT_EXPIRES_IN: durationSchema.default(2 * unitMs.h),
  JWT_REFRESH_EXPIRES_IN: durationSchema.default(7 * unitMs.d),
  CORS_ORIGINS: originsSchema.default([]),
  FRONTEND_URL: webUrlSchema('must be an http or https URL: for example https://clinic.example').optional(),
  PUBLIC_URL: webUrlSchema('must be the http or https URL that people reach the relay at').optional(),
  EMERGENCY_PHONE: phoneSchema.optional(),
  CLINIC_PHONE: phoneSchema.optional(),
  VISIT_REOPENING: z
    .enum(pageSettingsSchema.shape.reopening.unwrap().options, { error: 'must be birth-date or link' })
    .default('birth-date'),
  STUN_URLS: iceUrlsSchema(
    /^stuns?:[\w.:[\]-]+$/,
    'must be stun: or stuns: URLs with commas between them: for example stun:turn.clinic.example:3478',
  ).default([]),
  TURN_URLS: iceUrlsSchema(
    /^turns?:[\w.:[\]-]+(\?transport=(udp|tcp))?$/,
    'must be turn: or turns: URLs with commas between them: for example turn:turn.clinic.example:3478?transport=udp',
  ).optional(),
  TURN_SECRET: z
    .string()
    .min(16, 'must be at least 16 characters long: the static-auth-secret of your TURN server')
    .optional(),
  DATABASE_URL: databaseUrlSchema.optional(),
  DIRECT_URL: databaseUrlSchema.optional(),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be a redis or rediss URL: for example redis://127.0.0.1:6379' })
    .optional(),
  REDIS_HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'must be a host name or an IP address')
    .optional(),
  REDIS_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number: for example 6379')
    .optional(),
  REDIS_PASSWORD: z.string().optional(),
  REDIS_KEY_PREFIX: z
    .string()
    .regex(/^[\w.:-]{1,64}$/, 'must be at most 64 letters, digits and . : - _')
    .default('rounds'),
  TRUST_PROXY: z
    .string()
    .regex(/^\d$/, 'must be the number of proxies in front of the relay, 0 to 9')
    .transform(Number)
    .default(0),
  RATE_LIMIT_FACTOR: z
    .string()
    .regex(/^\d{1,6}(\.\d{1,3})?$/, 'must be a number greater than 0: for example 2 for twice as much')
    .transform(Number)
    .refine((factor) => factor > 0, 'must be a number greater than 0: for example 2 for twice as much')
    .default(1),
  PLAIN_TEXT_DIALECTS: dialectsSchema.optional(),
  CLAMD_SOCKET: z
    .string()
    .regex(/^\//, 'must be the absolute path of the socket of clamd: for example /run/clamav/clamd.ctl')
    .optional(),
  LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }).default('info'),
})

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
      expiresInMs: data.JWT_EXPIRES_IN,
      refreshExpiresInMs: data.JWT_REFRESH_EXPIRES_IN,
    },
    corsOrigins:
      data.CORS_ORIGINS === '*'
        ? '*'
        : [...new Set([...data.CORS_ORIGINS, ...(frontendUrl ? [frontendUrl.origin] : [])])],
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
    clamdSocket: data.CLAMD_SOCKET ?? null,
    database,
    redis: redisOf(data, database),
  }
}

type Environment = z.output<typeof environmentSchema>

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
