import type { Clock } from '../../src/shared/model/clock.ts'
import { FailureError } from '../../src/shared/model/failure.ts'

export interface LoginLimiter {
  /**
   * Counts an attempt as failed until `succeeded` is called, so that attempts made at once count too. Throws
   * `FailureError('rateLimited')`, and counts nothing, while the login or the address has to wait.
   */
  readonly attempt: (login: string, address: string) => { readonly succeeded: () => void }
}

interface Failures {
  readonly count: number
  readonly lastAtMs: number
}

interface Allowance {
  /** Failures without a wait. */
  readonly free: number
  /** One failure is forgiven each time this has passed. */
  readonly forgivenAfterMs: number
}

/**
 * One person from one address gets few failures; one login from everywhere more, so that somebody elsewhere cannot lock a
 * clinician out with a handful; an address many, since a hospital may stand behind a single one.
 */
const allowances = {
  pair: { free: 10, forgivenAfterMs: 60_000 },
  login: { free: 50, forgivenAfterMs: 10_000 },
  address: { free: 100, forgivenAfterMs: 1_000 },
} as const satisfies Record<string, Allowance>
const firstWaitMs = 1_000
const longestWaitMs = 60_000
const mostKeys = 10_000

/** Slows down repeated wrong passwords: after some free failures each further one doubles the wait, up to a minute. Memory is bounded. */
export function createLoginLimiter(clock: Pick<Clock, 'now'>): LoginLimiter {
  const failuresOf = new Map<string, Failures>()

  function current(key: string, { forgivenAfterMs }: Allowance): number {
    const failures = failuresOf.get(key)
    if (!failures) return 0
    return Math.max(0, failures.count - Math.floor((clock.now() - failures.lastAtMs) / forgivenAfterMs))
  }

  function waitMs(key: string, allowance: Allowance): number {
    const failures = failuresOf.get(key)
    const excess = current(key, allowance) - allowance.free
    if (!failures || excess < 0) return 0
    const wait = Math.min(firstWaitMs * 2 ** Math.min(excess, 16), longestWaitMs)
    return failures.lastAtMs + wait - clock.now()
  }

  function set(key: string, count: number): void {
    // Deleting first puts the key at the end, so that the first one is always the one not heard of for longest.
    failuresOf.delete(key)
    if (count > 0) failuresOf.set(key, { count, lastAtMs: clock.now() })
    const [oldest] = failuresOf.keys()
    if (failuresOf.size > mostKeys && oldest !== undefined) failuresOf.delete(oldest)
  }

  return {
    attempt: (login, address) => {
      const person = login.toLowerCase()
      const pair = `pair\n${person}\n${address}`
      const keys = [
        { key: pair, allowance: allowances.pair },
        { key: `login\n${person}`, allowance: allowances.login },
        { key: `address\n${address}`, allowance: allowances.address },
      ]
      const longestWait = Math.max(...keys.map(({ key, allowance }) => waitMs(key, allowance)))
      if (longestWait > 0) {
        const seconds = Math.ceil(longestWait / 1000)
        throw new FailureError('rateLimited', `Too many attempts to sign in. Try again in ${seconds} s.`)
      }
      for (const { key, allowance } of keys) set(key, current(key, allowance) + 1)
      return {
        succeeded: () => {
          // A right password proves nothing about the others who share the login or the address: there only this attempt is taken back.
          for (const { key, allowance } of keys) set(key, key === pair ? 0 : current(key, allowance) - 1)
        },
      }
    },
  }
}
