import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible'
import { RateLimitedError } from './rateLimitedError.ts'
import { type RateLimit, type RateLimitName, rateLimitNames, rateLimits } from './rateLimits.ts'

/** One use of a limit, with the points that it takes. */
export interface LimitedUse {
  /** One, unless it is said. */
  readonly points?: number
  /** It was done already: it is counted, and never refused. */
  readonly isDone?: boolean
}

/** Counts a use of a limit by a user or an address. Rejects with `RateLimitedError` when there was too much. */
export type RateLimiter = (limit: RateLimitName, key: string, use?: LimitedUse) => Promise<void>

/** Makes what counts for one limit: in this process, or in a store that nodes share. */
export type CreateCounter = (name: RateLimitName, limit: RateLimit) => Pick<RateLimiterAbstract, 'consume' | 'reward'>

const countInMemory: CreateCounter = (name, limit) => new RateLimiterMemory({ ...limit, keyPrefix: name })

/** `factor` multiplies what is allowed; `createCounter` counts in this process unless another one is given. */
export function createRateLimiter({
  factor = 1,
  createCounter = countInMemory,
  refused = () => undefined,
}: {
  readonly factor?: number
  readonly createCounter?: CreateCounter
  /** Told of each refusal. */
  readonly refused?: (limit: RateLimitName) => void
} = {}): RateLimiter {
  const counters = new Map(
    rateLimitNames.map((name) => {
      const { points, duration } = rateLimits[name]
      return [name, createCounter(name, { points: Math.max(1, Math.round(points * factor)), duration })]
    }),
  )
  function counterOf(name: RateLimitName): Pick<RateLimiterAbstract, 'consume' | 'reward'> {
    const counter = counters.get(name)
    if (!counter) throw new Error(`nothing counts ${name}`)
    return counter
  }
  return (name, key, { points = 1, isDone = false } = {}) => {
    const counter = counterOf(name)
    return counter.consume(key, points).then(
      () => undefined,
      async (reason: unknown) => {
        // The library rejects with what is left, which is no Error, when nothing is left.
        if (reason instanceof Error) throw reason
        if (isDone) return
        refused(name)
        // It counts what it refuses: one file too large would take the room of all the smaller ones.
        if (points > 1) await counter.reward(key, points)
        throw new RateLimitedError(waitOf(reason))
      },
    )
  }
}

function waitOf(reason: unknown): number {
  const isStated = typeof reason === 'object' && reason !== null && 'msBeforeNext' in reason
  return isStated && typeof reason.msBeforeNext === 'number' ? Math.max(0, reason.msBeforeNext) : 1_000
}
