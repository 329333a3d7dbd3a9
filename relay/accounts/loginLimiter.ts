import { createHash } from 'node:crypto'
import type { DeviceId, UserId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { RateLimitedError } from '../limits/rateLimitedError.ts'
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

/** An attempt that counts as failed until it is said to be something else, so that attempts made at once count too. */
export interface LoginAttempt {
  /** The password was right: its failures are forgotten, and the place is known from now on. */
  readonly succeeded: (userId: UserId) => Promise<void>
  /** The password was not looked at: the attempt is taken back. */
  readonly takeBack: () => Promise<void>
}

/** Somebody who may attempt to sign in now. */
export interface LoginCandidate {
  /** Whether the person has signed in from this place before. */
  readonly isKnown: boolean
  /** Begins the attempt. Rejects with `RateLimitedError`, and counts nothing, when others came first and one has to wait by now. */
  readonly begin: () => Promise<LoginAttempt>
}

/** Looks whether one may attempt, which commits nothing. Rejects with `RateLimitedError` while one has to wait. */
export type LookAtLogin = (name: LoginName, place: LoginPlace) => Promise<LoginCandidate>

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
type Counted = keyof typeof allowances

const firstWaitMs = 1_000
const longestWaitMs = 60_000
/** By then every failure is forgiven: free ones, and those that the longest wait lets through. */
const forgottenAfterMs = 3_600_000
const sweepEveryMs = 60_000
/** A place is known for so long after the last time, and so many places of a person are. */
const placeKnownMs = 180 * 24 * 3_600_000
const knownPlaces = 50
/** In place of an account where there is none, so that both take the same look-ups. */
const nobody = ''

/**
 * Slows down repeated wrong passwords: after some free failures each further one doubles the wait, up to a minute. The store
 * counts, so that all nodes count together and a restart forgives nothing.
 */
export function createLoginLimiter({
  store,
  clock,
}: {
  readonly store: SignInStore
  readonly clock: Pick<Clock, 'now'>
}): LookAtLogin {
  let sweptAtMs = clock.now()

  async function sweep(): Promise<void> {
    if (clock.now() - sweptAtMs < sweepEveryMs) return
    sweptAtMs = clock.now()
    await store.forget(clock.now() - forgottenAfterMs)
  }

  /** Returns the keys by which an attempt is counted, and the places that it comes from. */
  async function countedBy({ login, userId }: LoginName, { address, deviceId }: LoginPlace) {
    const person = userId === undefined ? ['name', login.toLowerCase()] : ['user', userId]
    const network = hashOf('network', address)
    const device = deviceId === undefined ? undefined : hashOf('device', deviceId)
    const places = device === undefined ? [network] : [network, device]
    const known = await store.knownPlaces(userId ?? nobody, places, clock.now() - placeKnownMs)
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

  function left({ count, lastAtMs }: LoginFailures, counted: Counted): number {
    return Math.max(0, count - Math.floor((clock.now() - lastAtMs) / allowances[counted].forgivenAfterMs))
  }

  function waitMs(failures: LoginFailures, counted: Counted): number {
    const excess = left(failures, counted) - allowances[counted].free
    if (excess < 0) return 0
    const wait = Math.min(firstWaitMs * 2 ** Math.min(excess, 16), longestWaitMs)
    return failures.lastAtMs + wait - clock.now()
  }

  const none: LoginFailures = { count: 0, lastAtMs: 0 }
  const longestWaitOf = (keys: ReadonlyMap<string, Counted>, current: ReadonlyMap<string, LoginFailures>): number =>
    Math.max(0, ...[...keys].map(([key, counted]) => waitMs(current.get(key) ?? none, counted)))

  /** Counts what `change` makes of the failures that are left under each key, unless one `hasToWait`; returns for how long, in ms. */
  const count = (
    keys: ReadonlyMap<string, Counted>,
    change: (left: number, counted: Counted) => number,
    hasToWait: (current: ReadonlyMap<string, LoginFailures>) => number = () => 0,
  ) =>
    store.change([...keys.keys()], (current) => {
      const answer = hasToWait(current)
      if (answer > 0) return { next: new Map(), answer }
      const changed = ([key, counted]: readonly [string, Counted]) =>
        [
          key,
          { count: Math.max(0, change(left(current.get(key) ?? none, counted), counted)), lastAtMs: clock.now() },
        ] as const
      return { next: new Map([...keys].map(changed)), answer }
    })

  const refuse = (waitsMs: number) => new RateLimitedError(waitsMs, 'Too many attempts to sign in.')

  return async (name, place) => {
    await sweep()
    const { keys, places, isKnown } = await countedBy(name, place)
    const waitsOf = (current: ReadonlyMap<string, LoginFailures>) => longestWaitOf(keys, current)
    const waitsMs = waitsOf(await store.failures([...keys.keys()]))
    if (waitsMs > 0) throw refuse(waitsMs)

    async function begin(): Promise<LoginAttempt> {
      const nowWaitsMs = await count(keys, (failures) => failures + 1, waitsOf)
      if (nowWaitsMs > 0) throw refuse(nowWaitsMs)
      return {
        // A right password proves nothing about the others who share a name or an address: there only this attempt is taken back.
        succeeded: async (userId) => {
          const isOwn = (counted: Counted) => counted === 'pair' || counted === 'device'
          await count(keys, (failures, counted) => (isOwn(counted) ? 0 : failures - 1))
          await store.remember(userId, places, clock.now(), knownPlaces)
        },
        takeBack: async () => {
          await count(keys, (failures) => failures - 1)
        },
      }
    }
    return { isKnown, begin }
  }
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
