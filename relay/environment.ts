import { z } from 'zod'
import { FailureError } from '../src/shared/model/failure.ts'

/** What tokens are verified with: a secret of our own (HS256), or the public keys of an identity provider. */
export type TokenKey =
  | { readonly kind: 'secret'; readonly secret: Uint8Array }
  | { readonly kind: 'jwks'; readonly url: URL }

export interface TokenSettings {
  readonly key: TokenKey
  /** `iss` and `aud` that a token must have; null: not asked for. */
  readonly issuer: string | null
  readonly audience: string | null
  readonly expiresInMs: number
  readonly refreshExpiresInMs: number
}

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
  readonly logLevel: LogLevel
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

const minimumSecretBytes = 32

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
  JWT_SECRET: z
    .string()
    .transform((text) => new TextEncoder().encode(text))
    .refine((secret) => secret.byteLength >= minimumSecretBytes, {
      error: `must be at least ${minimumSecretBytes} bytes long: for example the output of "openssl rand -hex 32"`,
    })
    .optional(),
  JWKS_URL: webUrlSchema("must be the http or https URL of your identity provider's JSON Web Key Set").optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  JWT_EXPIRES_IN: durationSchema.default(2 * unitMs.h),
  JWT_REFRESH_EXPIRES_IN: durationSchema.default(7 * unitMs.d),
  CORS_ORIGINS: originsSchema.default([]),
  FRONTEND_URL: webUrlSchema('must be an http or https URL: for example https://clinic.example').optional(),
  LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }).default('info'),
})

function isForAnotherStore(name: string): boolean {
  return name === 'DATABASE_URL' || name === 'DIRECT_URL' || name.startsWith('REDIS_')
}

/**
 * The relay's settings from its environment; an empty value counts as none. Throws `FailureError('invalid')` whose message is
 * one line that names the variable and says what to set. The value itself is never in the message: it may be a secret.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): RelaySettings {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  )
  const foreign = Object.keys(given).find(isForAnotherStore)
  if (foreign !== undefined) {
    throw new FailureError(
      'invalid',
      `${foreign} is set, but this build keeps its data in SQLite only: unset ${foreign}`,
    )
  }
  const parsed = environmentSchema.safeParse(given)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new FailureError('invalid', `${String(issue?.path[0])} ${issue?.message}`)
  }
  const { data } = parsed
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
    logLevel: data.LOG_LEVEL,
  }
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
