import { expect, onTestFinished, test } from 'vitest'
import { createTokenKeeper } from '../../../../src/main/core/link/tokens.ts'
import { createStorageHealth } from '../../../../src/main/core/runtime/storageHealth.ts'
import { FailureError } from '../../../../src/shared/model/failure.ts'
import { type Tokens, tokensSchema } from '../../../../src/shared/protocol/rest.ts'
import { openTestStorage } from '../../../support/console/openTestStorage.ts'
import { createKeptLog } from '../../../support/console/startCore.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

function start() {
  const { storage } = openTestStorage()
  onTestFinished(() => storage.close())
  const clock = createFakeClock()
  const asked: string[] = []
  let answers: Promise<void> = Promise.resolve()
  const loggedOut: string[] = []
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
      storageHealth: createStorageHealth({ emit: () => undefined, log: createKeptLog().log }),
      rest: {
        refresh: async (refreshToken) => {
          asked.push(refreshToken)
          await answers
          if (failure) throw failure
          return tokensOf(asked.length + 1)
        },
        logout: async (refreshToken) => void loggedOut.push(refreshToken),
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
  const holdAnswers = () => {
    const held = Promise.withResolvers<void>()
    answers = held.promise
    return held.resolve
  }
  return { keeper, build, clock, storage, asked, loggedOut, refuse, holdAnswers, expired: () => expired }
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

test('a token that a renewal brings after the sign-out is handed back, and lies on no disk', async () => {
  const { keeper, storage, loggedOut, holdAnswers, expired } = start()
  const answer = holdAnswers()
  const renewal = keeper.renew()
  expect(keeper.forget()).toBe('refresh-1')
  answer()
  await expect(renewal).rejects.toThrow('Sign in again')
  expect(loggedOut).toEqual(['refresh-2'])
  expect(storage.settings.read('refreshToken')).toBeUndefined()
  expect(expired()).toBe(0)
})
