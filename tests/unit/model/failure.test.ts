import { describe, expect, it } from 'vitest'
import {
  FailureError,
  fail,
  failureKindSchema,
  failureSchema,
  retryPolicyOf,
  retryPolicySchema,
  succeed,
} from '../../../src/shared/model/failure.ts'

describe('failures', () => {
  it('each kind has one of the three retry policies', () => {
    for (const [kind, policy] of Object.entries(retryPolicyOf)) {
      expect(failureKindSchema.parse(kind)).toBe(kind)
      expect(retryPolicySchema.parse(policy)).toBe(policy)
    }
  })

  it('are tried again by themselves only where nothing is wrong with the request', () => {
    const policies = Object.entries(retryPolicyOf)
    const kindsOf = (wanted: string) => policies.filter(([, policy]) => policy === wanted).map(([kind]) => kind)
    expect(kindsOf('later')).toEqual(['offline', 'timeout', 'rateLimited', 'unavailable', 'diskFull', 'internal'])
    expect(kindsOf('afterSignIn')).toEqual(['unauthenticated', 'tokenExpired'])
    for (const kind of ['forbidden', 'notFound', 'invalid', 'tooLarge', 'conflict', 'sessionClosed', 'protocol']) {
      expect(kindsOf('never')).toContain(kind)
    }
  })

  it('of a kind that is not on the list do not pass', () => {
    expect(failureSchema.safeParse({ kind: 'unlucky', message: 'x' }).success).toBe(false)
  })

  it('are thrown inside a process and carried as data across', () => {
    const error = new FailureError('notFound', 'There is no such session.')
    expect(error).toBeInstanceOf(Error)
    expect(error.message).toBe('There is no such session.')
    expect(JSON.parse(JSON.stringify(error.failure))).toEqual({
      kind: 'notFound',
      message: 'There is no such session.',
    })
    expect(fail('notFound', 'There is no such session.')).toEqual({ ok: false, failure: error.failure })
    expect(succeed(3)).toEqual({ ok: true, value: 3 })
  })
})
