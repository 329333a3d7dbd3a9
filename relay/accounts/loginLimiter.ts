import type { UserId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { RateLimitedError } from '../limits/rateLimitedError.ts'
import type { LoginFailures, SignInStore } from '../store/accounts/signInStore.ts'
import {
  type AttemptKeys,
  type Counted,
  findAttemptKeys,
  type LoginName,
  type LoginPlace,
  longestWaitOf,
  unforgiven,
} from './loginCounts.ts'

/** Attempt that counts as failed until it is reported to be something else, so that attempts made at once count too. */
export interface LoginAttempt {
  /** The password was right: its failures are forgotten, and the place is known from now on. */
  readonly succeeded: (userId: UserId) => Promise<void>
  /** The password was not verified: the attempt is taken back. */
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

export interface LoginLimiterParts {
  readonly store: SignInStore
  readonly clock: Pick<Clock, 'now'>
}

/** Age at which every failure is forgiven: free ones, and those that the longest wait allows. */
const forgottenAfterMs = 3_600_000
const sweepEveryMs = 60_000
/** Places that are known of one person. */
const knownPlaces = 50

/**
 * Slows down repeated wrong passwords: after some free failures each further one doubles the wait, up to a minute. The store
 * counts, so that all nodes count together and a restart forgives nothing.
 */
export function createLoginLimiter(parts: LoginLimiterParts): LookAtLogin {
  const { store, clock } = parts
  let sweptAtMs = clock.now()

  async function sweep(): Promise<void> {
    if (clock.now() - sweptAtMs < sweepEveryMs) return
    sweptAtMs = clock.now()
    await store.forget(clock.now() - forgottenAfterMs)
  }

  return async (name, place) => {
    await sweep()
    const attempt = await findAttemptKeys(store, name, place, clock.now())
    const { keys, isKnown } = attempt
    const waitsMs = longestWaitOf(keys, await store.failures([...keys.keys()]), clock.now())
    if (waitsMs > 0) throw tooManyAttempts(waitsMs)
    return { isKnown, begin: () => beginAttempt(parts, attempt) }
  }
}

async function beginAttempt(parts: LoginLimiterParts, { keys, places }: AttemptKeys): Promise<LoginAttempt> {
  const { store, clock } = parts
  const waitsMs = await changeFailures(
    parts,
    keys,
    (failures) => failures + 1,
    (current) => longestWaitOf(keys, current, clock.now()),
  )
  if (waitsMs > 0) throw tooManyAttempts(waitsMs)
  return {
    // A right password proves nothing about the others who share a name or an address: there only this attempt is taken back.
    succeeded: async (userId) => {
      const isOwn = (counted: Counted) => counted === 'pair' || counted === 'device'
      await changeFailures(parts, keys, (failures, counted) => (isOwn(counted) ? 0 : failures - 1))
      await store.remember(userId, places, clock.now(), knownPlaces)
    },
    takeBack: async () => {
      await changeFailures(parts, keys, (failures) => failures - 1)
    },
  }
}

/**
 * Stores under each key what `change` makes of its failures, unless `waitOf` asks for a wait; returns the wait, in ms. Decided
 * and stored in one transaction.
 */
function changeFailures(
  { store, clock }: LoginLimiterParts,
  keys: ReadonlyMap<string, Counted>,
  change: (failures: number, counted: Counted) => number,
  waitOf: (current: ReadonlyMap<string, LoginFailures>) => number = () => 0,
): Promise<number> {
  return store.change([...keys.keys()], (current) => {
    const waitsMs = waitOf(current)
    if (waitsMs > 0) return { next: new Map(), answer: waitsMs }
    const nowMs = clock.now()
    const changed = ([key, counted]: readonly [string, Counted]) => {
      const count = Math.max(0, change(unforgiven(current.get(key), counted, nowMs), counted))
      return [key, { count, lastAtMs: nowMs }] as const
    }
    return { next: new Map([...keys].map(changed)), answer: waitsMs }
  })
}

function tooManyAttempts(waitsMs: number): RateLimitedError {
  return new RateLimitedError(waitsMs, 'Too many attempts to sign in.')
}
