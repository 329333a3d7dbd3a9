import { expect, onTestFinished, test } from 'vitest'
import { createTokenKeeper } from '../../../src/main/core/tokens.ts'
import { createTrouble } from '../../../src/main/core/trouble.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { type Tokens, tokensSchema } from '../../../src/shared/protocol/rest.ts'
import { createFakeClock } from '../../support/fakeClock.ts'
import { openTestStorage } from '../../support/openTestStorage.ts'
import { createKeptLog } from '../../support/startCore.ts'

function start() {
  const { storage } = openTestStorage()
  onTestFinished(() => storage.close())
  const clock = createFakeClock()
  const asked: string[] = []
  let failure: FailureError | null = null
  let expired = 0
  const tokensOf = (count: number): Tokens =>
    tokensSchema.parse({
      ...{ token: `token-${count}`, refreshToken: `refresh-${count}`, expiresAt: clock.now() + 100_000 },
      user: { id: 'clinician-1', name: 'Clin', role: 'clinician' },
    })
  const build = () =>
    createTokenKeeper({
      ...{ storage, clock, renewed: () => undefined },
      trouble: createTrouble({ emit: () => undefined, log: createKeptLog().log }),
      rest: {
        refresh: async (refreshToken) => {
          asked.push(refreshToken)
          if (failure) throw failure
          return tokensOf(asked.length + 1)
        },
      },
      expired: () => {
        expired += 1
      },
    })
  const keeper = build()
  keeper.accept(tokensOf(1))
  const refuse = (next: FailureError | null) => {
    failure = next
  }
  return { keeper, build, clock, asked, refuse, expired: () => expired }
}

test('a token is used until shortly before it expires, then renewed once for all who ask', async () => {
  const { keeper, clock, asked } = start()
  clock.advance(84_000)
  expect(await keeper.current()).toBe('token-1')
  clock.advance(2_000)
  expect(await Promise.all([keeper.current(), keeper.current()])).toEqual(['token-2', 'token-2'])
  expect(asked).toEqual(['refresh-1'])
})

test('after a restart the token is had with the refresh token that came last', async () => {
  const { keeper, build, asked } = start()
  await keeper.renew()
  await build().current()
  expect(asked).toEqual(['refresh-1', 'refresh-2'])
})

test('an unreachable relay does not end the sign-in; a refusal does, once', async () => {
  const { keeper, refuse, expired, asked } = start()
  refuse(new FailureError('offline', 'away'))
  await expect(keeper.renew()).rejects.toThrow('away')
  expect(expired()).toBe(0)
  refuse(new FailureError('unauthenticated', 'used before'))
  await expect(keeper.renew()).rejects.toThrow('used before')
  await expect(keeper.current()).rejects.toThrow('Sign in')
  expect(expired()).toBe(1)
  expect(asked).toHaveLength(2)
})
