import { createHash } from 'node:crypto'
import type { DeviceId, UserId } from '../../src/shared/model/ids.ts'
import type { LoginFailures, SignInStore } from '../store/accounts/signInStore.ts'

/**
 * Name under which somebody signs in: of the account that was found, which is one person by id and by email, or of nobody.
 */
export interface LoginName {
  readonly login: string
  readonly userId: UserId | undefined
}

/** Place of an attempt: the address as limits count it, and the installation if the client names one. */
export interface LoginPlace {
  readonly address: string
  readonly deviceId?: DeviceId | undefined
}

interface Allowance {
  /** Failures without a wait. */
  readonly free: number
  /** One failure is forgiven each time this has passed. */
  readonly forgivenAfterMs: number
}

/**
 * From where a person has signed in before, failures are counted by the device, or by the person at that address, and nothing
 * that is done elsewhere counts: nobody can be locked out by strangers. From anywhere else one person gets few failures at an
 * address, some more from everywhere together, and an address many, since a hospital may stand behind a single one.
 */
const allowances = {
  device: { free: 10, forgivenAfterMs: 60_000 },
  pair: { free: 10, forgivenAfterMs: 60_000 },
  person: { free: 50, forgivenAfterMs: 10_000 },
  address: { free: 100, forgivenAfterMs: 1_000 },
} as const satisfies Record<string, Allowance>

/** Kind of a count of failures. */
export type Counted = keyof typeof allowances

/** Keys by which an attempt is counted, the places that it comes from, and whether the person is known at one of them. */
export interface AttemptKeys {
  readonly keys: ReadonlyMap<string, Counted>
  readonly places: readonly string[]
  readonly isKnown: boolean
}

const firstWaitMs = 1_000
const longestWaitMs = 60_000
/** Time for which a place is known after the last time that the person signed in from it. */
const placeKnownMs = 180 * 24 * 3_600_000
/** Stands for an account where there is none, so that both take the same look-ups. */
const nobody = ''
const none: LoginFailures = { count: 0, lastAtMs: 0 }

/** Finds the keys by which an attempt is counted, from where its person has signed in before. */
export async function findAttemptKeys(
  store: Pick<SignInStore, 'knownPlaces'>,
  { login, userId }: LoginName,
  { address, deviceId }: LoginPlace,
  nowMs: number,
): Promise<AttemptKeys> {
  const person = userId === undefined ? ['name', login.toLowerCase()] : ['user', userId]
  const network = hashOf('network', address)
  const device = deviceId === undefined ? undefined : hashOf('device', deviceId)
  const places = device === undefined ? [network] : [network, device]
  const known = await store.knownPlaces(userId ?? nobody, places, nowMs - placeKnownMs)
  const keys = new Map<string, Counted>()
  if (device !== undefined && known.includes(device)) keys.set(hashOf('device', ...person, device), 'device')
  else {
    keys.set(hashOf('pair', ...person, network), 'pair')
    if (!known.includes(network)) {
      keys.set(hashOf('person', ...person), 'person')
      keys.set(hashOf('address', network), 'address')
    }
  }
  return { keys, places, isKnown: known.length > 0 }
}

/** Returns how many of the failures are not forgiven by now. */
export function unforgiven(failures: LoginFailures | undefined, counted: Counted, nowMs: number): number {
  const { count, lastAtMs } = failures ?? none
  return Math.max(0, count - Math.floor((nowMs - lastAtMs) / allowances[counted].forgivenAfterMs))
}

/** Returns the longest wait that the current failures under these keys ask for, in ms. */
export function longestWaitOf(
  keys: ReadonlyMap<string, Counted>,
  current: ReadonlyMap<string, LoginFailures>,
  nowMs: number,
): number {
  return Math.max(0, ...[...keys].map(([key, counted]) => waitMs(current.get(key) ?? none, counted, nowMs)))
}

/** After the free failures, each further one doubles the wait. */
function waitMs(failures: LoginFailures, counted: Counted, nowMs: number): number {
  const excess = unforgiven(failures, counted, nowMs) - allowances[counted].free
  if (excess < 0) return 0
  const wait = Math.min(firstWaitMs * 2 ** Math.min(excess, 16), longestWaitMs)
  return failures.lastAtMs + wait - nowMs
}

/** Returns under which keys failures of this person may be counted who has signed in from these places. */
export function failureKeysOf(userId: UserId, places: readonly string[]): string[] {
  const counted = places.flatMap((place) => [
    hashOf('pair', 'user', userId, place),
    hashOf('device', 'user', userId, place),
  ])
  return [hashOf('person', 'user', userId), ...counted]
}

function hashOf(...words: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(words)).digest('hex')
}
