import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { createAccounts } from '../../../relay/accounts/accounts.ts'
import { createLoginLimiter } from '../../../relay/accounts/loginLimiter.ts'
import { createPasswords } from '../../../relay/accounts/passwords.ts'
import { openSqliteStore } from '../../../relay/store/openSqliteStore.ts'
import { type UserId, userIdSchema } from '../../../src/shared/model/ids.ts'
import { createFakeClock } from '../../support/fakeClock.ts'

const cheapPasswords = createPasswords(randomBytes, { log2N: 4, r: 8, p: 1 })
const secret = new TextEncoder().encode('a secret that is long enough for it')
const userId = (text: string): UserId => userIdSchema.parse(text)
const admin = { userId: userId('root'), role: 'admin' as const, name: 'Root' }
const refusedAs = (kind: string) => ({ failure: { kind } })

describe('passwords', () => {
  test('are kept as salted scrypt hashes in PHC text form', async () => {
    const passwords = createPasswords(randomBytes)
    const hash = await passwords.hash('correct horse')
    expect(hash).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[\w+/]{22}\$[\w+/]{43}$/)
    expect(await passwords.hash('correct horse')).not.toBe(hash)
    expect(await passwords.verify('correct horse', hash)).toBe(true)
    expect(await passwords.verify('correct horsf', hash)).toBe(false)
  })

  test('are the same however the keyboard composes an accent', async () => {
    expect(await cheapPasswords.verify('cafe\u0301', await cheapPasswords.hash('caf\u00e9'))).toBe(true)
  })

  test('match no hash that is missing, foreign, or too costly to be ours', async () => {
    const hash = await cheapPasswords.hash('word')
    for (const other of [
      null,
      '',
      'word',
      hash.replace('scrypt', 'argon2id'),
      hash.replace('ln=4', 'ln=30'),
      `${hash}A`,
    ]) {
      expect(await cheapPasswords.verify('word', other)).toBe(false)
    }
  })

  test('of an unknown user cost the same derivation as those of a known one', async () => {
    const costly = createPasswords(randomBytes, { log2N: 14, r: 8, p: 1 })
    const hash = await costly.hash('word')
    const cpuTime = async (of: string | null) => {
      const start = process.cpuUsage()
      for (let round = 0; round < 5; round += 1) await costly.verify('wrong', of)
      const { user, system } = process.cpuUsage(start)
      return user + system
    }
    const known = await cpuTime(hash)
    expect(await cpuTime(null)).toBeGreaterThan(known / 4)
  })
})

describe('repeated wrong passwords', () => {
  const tries = (limiter: ReturnType<typeof createLoginLimiter>, login: string, address: string, count: number) => {
    let admitted = 0
    for (let n = 0; n < count; n += 1) {
      try {
        limiter.attempt(login, address)
        admitted += 1
      } catch {
        // Refused: not admitted.
      }
    }
    return admitted
  }

  test('make the next attempt wait, ever longer, and for a minute at most', () => {
    const clock = createFakeClock()
    const limiter = createLoginLimiter(clock)
    expect(tries(limiter, 'ada', '10.0.0.1', 100)).toBe(10)
    expect(() => limiter.attempt('ada', '10.0.0.1')).toThrow('Try again in 1 s.')
    clock.advance(1_000)
    expect(tries(limiter, 'ada', '10.0.0.1', 100)).toBe(1)
    expect(() => limiter.attempt('ADA', '10.0.0.1')).toThrow('Try again in 2 s.')
    for (let n = 0; n < 20; n += 1) {
      clock.advance(60_000)
      expect(tries(limiter, 'ada', '10.0.0.1', 100)).toBeGreaterThan(0)
    }
  })

  test('from one address do not keep the user out at another, nor other users at that address', () => {
    const limiter = createLoginLimiter(createFakeClock())
    expect(tries(limiter, 'ada', '10.0.0.1', 100)).toBe(10)
    expect(tries(limiter, 'ada', '10.0.0.2', 1)).toBe(1)
    expect(tries(limiter, 'bob', '10.0.0.1', 1)).toBe(1)
  })

  test('are slowed when spread over addresses or over logins', () => {
    const overAddresses = createLoginLimiter(createFakeClock())
    let admitted = 0
    for (let n = 0; n < 500; n += 1) admitted += tries(overAddresses, 'ada', `10.0.${n >> 8}.${n & 255}`, 1)
    expect(admitted).toBe(50)
    const overLogins = createLoginLimiter(createFakeClock())
    admitted = 0
    for (let n = 0; n < 500; n += 1) admitted += tries(overLogins, `user-${n}`, '10.0.0.1', 1)
    expect(admitted).toBe(100)
  })

  test('are forgotten after the right one and with time', () => {
    const clock = createFakeClock()
    const limiter = createLoginLimiter(clock)
    tries(limiter, 'ada', '10.0.0.1', 9)
    limiter.attempt('ada', '10.0.0.1').succeeded()
    expect(tries(limiter, 'ada', '10.0.0.1', 100)).toBe(10)
    clock.advance(3_600_000)
    expect(tries(limiter, 'ada', '10.0.0.1', 100)).toBe(10)
  })

  test('of very many logins take a bounded memory, at the price of the oldest', () => {
    const clock = createFakeClock()
    const limiter = createLoginLimiter(clock)
    expect(tries(limiter, 'ada', 'a', 100)).toBe(10)
    for (let n = 0; n < 10_000; n += 1) tries(limiter, `user-${n}`, `b-${n}`, 1)
    expect(tries(limiter, 'ada', 'a', 100)).toBe(10)
  })
})

describe('accounts', () => {
  const closers: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
  })

  async function openAccounts() {
    const store = await openSqliteStore({ file: ':memory:' })
    closers.push(store.close)
    const clock = createFakeClock()
    const settings = {
      key: { kind: 'secret' as const, secret },
      issuer: null,
      audience: null,
      expiresInMs: 7_200_000,
      refreshExpiresInMs: 86_400_000,
    }
    const accounts = createAccounts({ settings, store, clock, randomBytes, passwords: cheapPasswords })
    await accounts.putUser(admin, userId('ada'), {
      name: 'Ada',
      role: 'clinician',
      email: 'ada@clinic.example',
      password: 'correct horse',
    })
    return { accounts, settings, store, clock, signIn: () => accounts.login('ada', 'correct horse', '10.0.0.1') }
  }

  test('let a user in by id or email, and tell a wrong password from an unknown user by nothing', async () => {
    const { accounts, clock } = await openAccounts()
    const tokens = await accounts.login('ADA@clinic.example', 'correct horse', '10.0.0.1')
    expect(tokens).toMatchObject({ user: { id: 'ada', name: 'Ada', role: 'clinician' } })
    expect(tokens.expiresAt).toBe(clock.now() + 7_200_000)
    const wrong = await accounts.login('ada', 'wrong', '10.0.0.1').catch((error: unknown) => error)
    const unknown = await accounts.login('eve', 'wrong', '10.0.0.1').catch((error: unknown) => error)
    expect(wrong).toMatchObject(refusedAs('unauthenticated'))
    expect(unknown).toEqual(wrong)
  })

  test('without a password let nobody in', async () => {
    const { accounts } = await openAccounts()
    await accounts.putUser(admin, userId('bob'), { name: 'Bob', role: 'support' })
    await expect(accounts.login('bob', '', '10.0.0.1')).rejects.toMatchObject(refusedAs('unauthenticated'))
  })

  test('slow down whoever guesses, even with the right password', async () => {
    const { accounts, clock, signIn } = await openAccounts()
    const guesses = Array.from({ length: 20 }, () =>
      accounts.login('ada', 'guess', '10.0.0.1').catch((error: { failure: { kind: string } }) => error.failure.kind),
    )
    const kinds = await Promise.all(guesses)
    expect(kinds.filter((kind) => kind === 'rateLimited')).toHaveLength(10)
    await expect(signIn()).rejects.toMatchObject(refusedAs('rateLimited'))
    clock.advance(60_000)
    expect((await signIn()).user.id).toBe('ada')
  })

  test('give a pair for each refresh token', async () => {
    const { accounts, signIn } = await openAccounts()
    const first = await signIn()
    const second = await accounts.refresh(first.refreshToken)
    expect(second.refreshToken).not.toBe(first.refreshToken)
    expect((await accounts.refresh(second.refreshToken)).user.id).toBe('ada')
  })

  test('give another pair in the place of one that never arrived', async () => {
    const { accounts, signIn } = await openAccounts()
    const first = await signIn()
    const lost = await accounts.refresh(first.refreshToken)
    const second = await accounts.refresh(first.refreshToken)
    expect((await accounts.refresh(second.refreshToken)).user.id).toBe('ada')
    await expect(accounts.refresh(lost.refreshToken)).rejects.toMatchObject(refusedAs('unauthenticated'))
  })

  test('revoke all that descends from a login when a used up refresh token of it comes again, and no other login', async () => {
    const { accounts, signIn } = await openAccounts()
    const stolen = await signIn()
    const otherLogin = await signIn()
    const next = await accounts.refresh((await accounts.refresh(stolen.refreshToken)).refreshToken)
    await expect(accounts.refresh(stolen.refreshToken)).rejects.toMatchObject(refusedAs('unauthenticated'))
    await expect(accounts.refresh(next.refreshToken)).rejects.toMatchObject(refusedAs('unauthenticated'))
    expect((await accounts.refresh(otherLogin.refreshToken)).user.id).toBe('ada')
  })

  test('refuse refresh tokens that have expired, were logged out, or never were', async () => {
    const { accounts, clock, signIn } = await openAccounts()
    const loggedOut = await signIn()
    await accounts.logout(loggedOut.refreshToken)
    await accounts.logout('never was')
    const expired = await signIn()
    await expect(accounts.refresh(loggedOut.refreshToken)).rejects.toMatchObject(refusedAs('unauthenticated'))
    await expect(accounts.refresh('never was')).rejects.toMatchObject(refusedAs('unauthenticated'))
    clock.advance(86_400_000)
    await expect(accounts.refresh(expired.refreshToken)).rejects.toMatchObject(refusedAs('unauthenticated'))
  })

  test('keep what a change leaves out', async () => {
    const { accounts, signIn } = await openAccounts()
    const schedule = [{ dayOfWeek: 1, start: '09:00', end: '17:00' }]
    await accounts.putUser(admin, userId('ada'), {
      name: 'Ada',
      role: 'clinician',
      timeZone: 'Europe/Berlin',
      schedule,
    })
    const user = await accounts.putUser(admin, userId('ada'), { name: 'Dr Ada', role: 'admin' })
    expect(user).toMatchObject({ name: 'Dr Ada', email: 'ada@clinic.example', timeZone: 'Europe/Berlin', schedule })
    expect((await signIn()).user).toEqual({ id: 'ada', name: 'Dr Ada', role: 'admin' })
  })

  test('end every sign-in of the user with another password, and none with the same', async () => {
    const { accounts, signIn } = await openAccounts()
    const put = { name: 'Ada', role: 'clinician' as const, password: 'correct horse' }
    const [first, second] = [await signIn(), await signIn()]
    await accounts.putUser(admin, userId('ada'), put)
    const third = await accounts.refresh(first.refreshToken)
    await accounts.putUser(admin, userId('ada'), { ...put, password: 'battery staple' })
    for (const { refreshToken } of [first, second, third])
      await expect(accounts.refresh(refreshToken)).rejects.toMatchObject(refusedAs('unauthenticated'))
    await expect(signIn()).rejects.toMatchObject(refusedAs('unauthenticated'))
    const { refreshToken } = await accounts.login('ada', 'battery staple', '10.0.0.1')
    expect((await accounts.refresh(refreshToken)).user.id).toBe('ada')
  })

  test('let nobody in with a password that is changed while it is verified', async () => {
    const { accounts, settings, store, clock } = await openAccounts()
    const hashes: string[] = []
    const slow = createAccounts({
      ...{ settings, clock, randomBytes },
      store: {
        ...store,
        refreshTokens: {
          ...store.refreshTokens,
          insert: async (token) => {
            hashes.push(token.hash)
            await store.refreshTokens.insert(token)
          },
        },
      },
      passwords: {
        ...cheapPasswords,
        verify: async (...given) => {
          await accounts.putUser(admin, userId('ada'), { name: 'Ada', role: 'clinician', password: 'battery staple' })
          return cheapPasswords.verify(...given)
        },
      },
    })
    await expect(slow.login('ada', 'correct horse', '10.0.0.1')).rejects.toMatchObject(refusedAs('unauthenticated'))
    const successor = { hash: 'next', expiresAtMs: clock.now() + 1000 }
    for (const hash of hashes) {
      expect(await store.refreshTokens.rotate(hash, successor, clock.now())).toEqual({ outcome: 'reused' })
    }
  })

  test('are changed by administrators only, to emails that are free and time zones that exist', async () => {
    const { accounts } = await openAccounts()
    const put = { name: 'Bob', role: 'support' as const }
    const clinician = { userId: userId('ada'), role: 'clinician' as const, name: 'Ada' }
    await expect(accounts.putUser(clinician, userId('bob'), put)).rejects.toMatchObject(refusedAs('forbidden'))
    const taken = { ...put, email: 'Ada@Clinic.example' }
    await expect(accounts.putUser(admin, userId('bob'), taken)).rejects.toMatchObject(refusedAs('conflict'))
    const nowhere = accounts.putUser(admin, userId('bob'), { ...put, timeZone: 'Nowhere/Land' })
    await expect(nowhere).rejects.toThrow(/^timeZone: /)
  })
})
