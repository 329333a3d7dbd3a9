import { z } from 'zod'
import { type Role, roleSchema } from '../src/shared/model/role.ts'
import { pageSettingsSchema } from '../src/shared/protocol/settings/pageSettings.ts'
import { readRoleWords } from './accounts/claimSettings.ts'
import { dialects } from './dialects/dialects.ts'
import { isOriginPattern } from './engine/originRule.ts'

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

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
    .map((origin) => origin.trim().toLowerCase())
    .filter((origin) => origin !== '')
  if (origins.every(isOriginPattern)) return origins
  context.addIssue(
    'must be origins with commas between them, of which the first label may have a *: for example https://clinic.example,https://*.clinic.example',
  )
  return z.NEVER
})

const roleWordsSchema = z.string().transform((text, context): ReadonlyMap<string, Role> => {
  const roles = readRoleWords(text)
  if (roles) return roles
  context.addIssue(
    `must be words with a role of ours each, which is one of ${roleSchema.options.join(', ')}: for example arzt=clinician,dispatcher=support`,
  )
  return z.NEVER
})

const claimSchema = z
  .string()
  .regex(
    /^(?:[a-z]+:\/\/\S+|[^\s.]+(?:\.[^\s.]+)*)$/i,
    'must be the name of a claim, or the names of those it lies in with dots between them: for example roles, or realm_access.roles',
  )
  .refine((path) => path.length <= 200, 'must be the name of a claim, of 200 characters at the most')

const socketPathsSchema = z.string().transform((text, context): readonly string[] => {
  const paths = [...new Set(text.split(',').map((path) => path.trim().replace(/(?<=.)\/+$/, '')))]
  const isPath = (path: string) =>
    /^(?:\/[\w.~-]+)+$/.test(path) && !/\/\.{1,2}(?=\/|$)/.test(path) && path !== '/socket.io'
  if (paths.every(isPath)) return paths
  context.addIssue('must be paths beside /socket.io with commas between them: for example /api/ws')
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

/** Fewest bytes that a secret may have. */
export const minimumSecretBytes = 32
const secretSchema = z
  .string()
  .transform((text) => new TextEncoder().encode(text))
  .refine((secret) => secret.byteLength >= minimumSecretBytes, {
    error: `must be at least ${minimumSecretBytes} bytes long: set the output of "openssl rand -hex 32" here and in every system that signs tokens with it, and restart both; who is signed in signs in anew`,
  })

/** The environment of the relay, variable by variable. */
export const environmentSchema = z.object({
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
  JWT_ROLES: roleWordsSchema.optional(),
  JWT_ROLE_CLAIM: claimSchema.optional(),
  JWT_SUBJECT_CLAIM: claimSchema.optional(),
  JWT_COOKIE: z
    .string()
    .regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/, 'must be the name of a cookie: for example token')
    .optional(),
  JWT_EXPIRES_IN: durationSchema.default(2 * unitMs.h),
  JWT_REFRESH_EXPIRES_IN: durationSchema.default(7 * unitMs.d),
  CORS_ORIGINS: originsSchema.default([]),
  SOCKET_PATHS: socketPathsSchema.optional(),
  ALLOW_EIO3: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .transform((text) => text === 'true')
    .default(false),
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
  PUBLISHED_CLIENTS: dialectsSchema.optional(),
  CLAMD_SOCKET: z
    .string()
    .regex(/^\//, 'must be the absolute path of the socket of clamd: for example /run/clamav/clamd.ctl')
    .optional(),
  LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }).default('info'),
})

export type Environment = z.output<typeof environmentSchema>
