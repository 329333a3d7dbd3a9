import { z } from 'zod'
import { StartRefusal } from './startRefusal.ts'

const environmentSchema = z.object({
  RELAY_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATA_DIR: z.string().min(1).optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  BROWSER: z.string().optional(),
  CI: z.string().optional(),
  ROUNDS_USER: z.string().min(1).optional(),
  ROUNDS_PASSWORD: z.string().min(1).optional(),
})

export interface HostEnvironment {
  readonly relayUrl: string | null
  /** Null: the usual place. */
  readonly dataDir: string | null
  readonly port: number
  readonly opensBrowser: boolean
  /** Signs in by itself, for a demonstration. */
  readonly signIn: { readonly relayUrl: string; readonly user: string; readonly password: string } | null
}

const meanings: Readonly<Record<string, string>> = {
  RELAY_URL: 'RELAY_URL must be an http or https address',
  PORT: 'PORT must be a number from 0 (any free) to 65535',
}

/** Reads the environment of a host. Throws `StartRefusal` that names the first variable that is not right. */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>>): HostEnvironment {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = environmentSchema.safeParse(given)
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0])
    throw new StartRefusal(meanings[name] ?? `${name} is not right`)
  }
  const { RELAY_URL, DATA_DIR, PORT, BROWSER, CI, ROUNDS_USER, ROUNDS_PASSWORD } = parsed.data
  const signIn =
    RELAY_URL !== undefined && ROUNDS_USER !== undefined && ROUNDS_PASSWORD !== undefined
      ? { relayUrl: RELAY_URL, user: ROUNDS_USER, password: ROUNDS_PASSWORD }
      : null
  return {
    relayUrl: RELAY_URL ?? null,
    dataDir: DATA_DIR ?? null,
    port: PORT,
    opensBrowser: BROWSER !== 'none' && CI === undefined,
    signIn,
  }
}
