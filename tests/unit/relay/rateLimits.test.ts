import { describe, expect, it } from 'vitest'
import { clientAddress } from '../../../relay/limits/clientAddress.ts'
import { createRateLimiter } from '../../../relay/limits/createRateLimiter.ts'
import { RateLimitedError } from '../../../relay/limits/rateLimitedError.ts'
import { rateLimits } from '../../../relay/limits/rateLimits.ts'

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

  it('can be counted by a store that nodes share, whose defects are not taken for refusals', async () => {
    const used: string[] = []
    const limit = createRateLimiter({
      createCounter: (name, { points }) => ({
        consume: (key) => {
          used.push(`${name} ${key} of ${points}`)
          return Promise.reject(new Error('the store is away'))
        },
      }),
    })
    await expect(limit('sendAsUser', 'ada')).rejects.toThrow('the store is away')
    expect(used).toEqual([`sendAsUser ada of ${rateLimits.sendAsUser.points}`])
  })
})

describe('where a request comes from', () => {
  const headers = { 'x-forwarded-for': 'made-up, 203.0.113.7, 10.0.0.2' }

  it('is the peer, whatever it claims, when there is no proxy', () => {
    expect(clientAddress(headers, '198.51.100.4', 0)).toBe('198.51.100.4')
  })

  it('is what the outermost of our proxies has seen', () => {
    expect(clientAddress(headers, '10.0.0.1', 1)).toBe('10.0.0.2')
    expect(clientAddress(headers, '10.0.0.1', 2)).toBe('203.0.113.7')
    expect(clientAddress({}, '10.0.0.1', 2)).toBe('10.0.0.1')
  })
})
