import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { createAccounts } from '../../../../relay/accounts/createAccounts.ts'
import { deriveKey } from '../../../../relay/accounts/deriveKey.ts'
import { createPasswords } from '../../../../relay/accounts/passwords.ts'
import { openSqliteStore } from '../../../../relay/store/database/openSqliteStore.ts'
import { type UserId, userIdSchema } from '../../../../src/shared/model/ids.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

const cheapPasswords = createPasswords(randomBytes, deriveKey, { log2N: 4, r: 8, p: 1 })
const secret = new TextEncoder().encode('a secret that is long enough for it')
const userId = (text: string): UserId => userIdSchema.parse(text)
const admin = { userId: userId('root'), role: 'admin' as const, name: 'Root' }
const desk = { address: '10.0.0.1' }
const refusedAs = (kind: string) => ({ failure: { kind } })

// Hashing takes its time, the more so beside others.
describe('passwords', { timeout: 30_000 }, () => {
  test('are kept as salted scrypt hashes in PHC text form', async () => {
    const passwords = createPasswords(randomBytes, deriveKey)
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
    const costly = createPasswords(randomBytes, deriveKey, { log2N: 14, r: 8, p: 1 })
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
      claims: { subject: null, role: null, roles: new Map(), takesOwn: true },
      expiresInMs: 7_200_000,
      refreshExpiresInMs: 86_400_000,
    }
    const accounts = createAccounts({
      settings,
      store,
      clock,
      accessEnded: () => undefined,
      randomBytes,
      passwords: cheapPasswords,
    })
    await accounts.putUser(admin, userId('ada'), {
      name: 'Ada',
      role: 'clinician',
      email: 'ada@clinic.example',
      password: 'correct horse',
    })
    return { accounts, settings, store, clock, signIn: () => accounts.login('ada', 'correct horse', desk) }
  }

  test('let a user in by id or email, and refuse a wrong password just as an unknown user', async () => {
    const { accounts, clock } = await openAccounts()
    const tokens = await accounts.login('ADA@clinic.example', 'correct horse', desk)
    expect(tokens).toMatchObject({ user: { id: 'ada', name: 'Ada', role: 'clinician' } })
    expect(tokens.expiresAt).toBe(clock.now() + 7_200_000)
    const wrong = await accounts.login('ada', 'wrong', desk).catch((error: unknown) => error)
    const unknown = await accounts.login('eve', 'wrong', desk).catch((error: unknown) => error)
    expect(wrong).toMatchObject(refusedAs('unauthenticated'))
    expect(unknown).toEqual(wrong)
  })

  test('without a password let nobody in', async () => {
    const { accounts } = await openAccounts()
    await accounts.putUser(admin, userId('bob'), { name: 'Bob', role: 'support' })
    await expect(accounts.login('bob', '', desk)).rejects.toMatchObject(refusedAs('unauthenticated'))
  })

  test('slow down whoever guesses, even with the right password', async () => {
    const { accounts, clock, signIn } = await openAccounts()
    // By either name: it is one person.
    const guess = (name: string) =>
      accounts.login(name, 'guess', desk).catch((error: { failure: { kind: string } }) => error.failure.kind)
    const guesses = Array.from({ length: 16 }, (_, n) => guess(n % 2 === 0 ? 'ada' : 'Ada@clinic.example'))
    const kinds = await Promise.all(guesses)
    expect(kinds.filter((kind) => kind === 'rateLimited')).toHaveLength(6)
    await expect(signIn()).rejects.toMatchObject(refusedAs('rateLimited'))
    clock.advance(60_000)
    expect((await signIn()).user.id).toBe('ada')
  })

  test('let in who signs in from a place that is known, while strangers fill the places of strangers', async () => {
    const { store, settings, clock, signIn } = await openAccounts()
    await signIn()
    const looked = Promise.withResolvers<void>()
    const slow = createAccounts({
      ...{ settings, store, clock, randomBytes },
      accessEnded: () => undefined,
      passwords: {
        ...cheapPasswords,
        verify: async (password, hash) => {
          if (hash === null) await looked.promise
          return await cheapPasswords.verify(password, hash)
        },
      },
    })
    const strangers = Array.from({ length: 60 }, (_, n) =>
      slow
        .login(`stranger-${n}`, 'guess', { address: `198.51.100.${n}` })
        .catch((error: { failure: { kind: string } }) => error.failure.kind),
    )
    await expect.poll(() => Promise.race([...strangers, 'nobody is refused'])).toBe('unavailable')
    expect((await slow.login('ada', 'correct horse', desk)).user.id).toBe('ada')
    looked.resolve()
    const kinds = await Promise.all(strangers)
    expect(kinds.filter((kind) => kind === 'unauthenticated')).toHaveLength(16)
    expect(kinds.filter((kind) => kind === 'unavailable')).toHaveLength(44)
  })

  test('count no attempt whose password could not be looked at', async () => {
    const { settings, store, clock, signIn } = await openAccounts()
    const busy = new Error('too many passwords wait')
    const overloaded = createAccounts({
      ...{ settings, store, clock, randomBytes, accessEnded: () => undefined },
      passwords: { ...cheapPasswords, verify: () => Promise.reject(busy) },
    })
    for (let n = 0; n < 30; n += 1) await expect(overloaded.login('ada', 'correct horse', desk)).rejects.toBe(busy)
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
    const { refreshToken } = await accounts.login('ada', 'battery staple', desk)
    expect((await accounts.refresh(refreshToken)).user.id).toBe('ada')
  })

  test('let nobody in with a password that is changed while it is verified', async () => {
    const { accounts, settings, store, clock } = await openAccounts()
    const hashes: string[] = []
    const slow = createAccounts({
      accessEnded: () => undefined,
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
    await expect(slow.login('ada', 'correct horse', desk)).rejects.toMatchObject(refusedAs('unauthenticated'))
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
