import { describe, expect, it } from 'vitest'
import { createRateLimiter } from '../../../../relay/limits/createRateLimiter.ts'
import { RateLimitedError } from '../../../../relay/limits/rateLimitedError.ts'
import { rateLimits } from '../../../../relay/limits/rateLimits.ts'

describe('the limits on floods', () => {
  it('let through so many, refuse one more with how long to wait, and others are not touched', async () => {
    const limit = createRateLimiter()
    const { points, duration } = rateLimits.callAsUser
    for (let use = 0; use < points; use++) await limit('callAsUser', 'ada')
    const error: unknown = await limit('callAsUser', 'ada').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(RateLimitedError)
    if (!(error instanceof RateLimitedError)) return
    expect(error.failure.kind).toBe('rateLimited')
    expect(error.retryAfterMs).toBeGreaterThan(0)
    expect(error.retryAfterMs).toBeLessThanOrEqual(duration * 1000)
    await limit('callAsUser', 'bob')
    await limit('signalAsUser', 'ada')
  })

  it('grow and shrink with the factor, and are never nothing', async () => {
    const doubled = createRateLimiter({ factor: 2 })
    for (let use = 0; use < rateLimits.callAsUser.points * 2; use++) await doubled('callAsUser', 'ada')
    await expect(doubled('callAsUser', 'ada')).rejects.toThrow('Too many requests')
    const tiny = createRateLimiter({ factor: 0.001 })
    await tiny('callAsUser', 'ada')
    await expect(tiny('callAsUser', 'ada')).rejects.toThrow('Too many requests')
  })

  it('count nothing of a use that is too much at once: what is smaller still has its room', async () => {
    const limit = createRateLimiter()
    const { points } = rateLimits.uploadedBytesAsUser
    await limit('uploadedBytesAsUser', 'ada', { points: points - 10 })
    for (let tried = 0; tried < 3; tried += 1)
      await expect(limit('uploadedBytesAsUser', 'ada', { points: 11 })).rejects.toThrow('Too many requests')
    await limit('uploadedBytesAsUser', 'ada', { points: 10 })
    await expect(limit('uploadedBytesAsUser', 'ada', { points: 2 })).rejects.toThrow('Too many requests')
  })

  it('can be counted by a store that nodes share, whose defects are not taken for refusals', async () => {
    const used: string[] = []
    const limit = createRateLimiter({
      createCounter: (name, { points }) => ({
        consume: (key) => {
          used.push(`${name} ${key} of ${points}`)
          return Promise.reject(new Error('the store is away'))
        },
        reward: () => Promise.reject(new Error('nothing was refused')),
      }),
    })
    await expect(limit('sendAsUser', 'ada')).rejects.toThrow('the store is away')
    expect(used).toEqual([`sendAsUser ada of ${rateLimits.sendAsUser.points}`])
  })
})
