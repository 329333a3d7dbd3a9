import { createHash } from 'node:crypto'
import type { Clock } from '../../src/shared/model/clock.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import { isTimeZone } from '../../src/shared/model/officeHours.ts'
import type { Tokens, UserPut } from '../../src/shared/protocol/rest.ts'
import type { TokenSettings } from '../environment.ts'
import type { Asker } from '../sessions/asker.ts'
import type { Store, UserRecord } from '../store/store.ts'
import { createLoginLimiter } from './loginLimiter.ts'
import { createPasswords, type Passwords } from './passwords.ts'
import { createTokenIssuer } from './tokenIssuer.ts'

export interface Accounts {
  /**
   * A new pair of tokens for a login (email or user id) and its password. `address` is where the request came from. Refuses with
   * `unauthenticated` (the same for an unknown user and a wrong password), `rateLimited`, or `forbidden` when tokens come
   * from an identity provider.
   */
  readonly login: (login: string, password: string, address: string) => Promise<Tokens>
  /**
   * The next pair. The given refresh token can be used again, for another pair in the place of this one, until the one given here is
   * used. Refuses with `unauthenticated` one that is unknown, expired, revoked or used up; the last two revoke every
   * refresh token that descends from the same login.
   */
  readonly refresh: (refreshToken: string) => Promise<Tokens>
  /** Revokes every refresh token of the login that this one descends from. An unknown one is no error. */
  readonly logout: (refreshToken: string) => Promise<void>
  /**
   * Creates or changes an account. Another password than before revokes every refresh token of the user; tokens that were issued
   * count until they expire. Refuses with `forbidden` (administrators only), `invalid` or `conflict` (the email is taken).
   */
  readonly putUser: (asker: Asker, userId: UserId, put: UserPut) => Promise<UserRecord>
}

export interface AccountsParts {
  readonly settings: TokenSettings
  readonly store: Pick<Store, 'users' | 'refreshTokens'>
  readonly clock: Pick<Clock, 'now'>
  readonly randomBytes: (count: number) => Buffer
  /** By default scrypt at its full cost. */
  readonly passwords?: Passwords
}

const refreshTokenBytes = 32

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const wrongLogin = () => new FailureError('unauthenticated', 'No user has this email or id with this password.')

/** The accounts of the relay: sign-in, token renewal, sign-out and their administration. */
export function createAccounts(parts: AccountsParts): Accounts {
  const { settings, store, clock, randomBytes } = parts
  const passwords = parts.passwords ?? createPasswords(randomBytes)
  const limiter = createLoginLimiter(clock)
  const issueToken = createTokenIssuer(settings, clock)

  function newRefreshToken() {
    const refreshToken = randomBytes(refreshTokenBytes).toString('base64url')
    return { refreshToken, hash: sha256(refreshToken), expiresAtMs: clock.now() + settings.refreshExpiresInMs }
  }

  async function tokensFor(user: UserRecord, refreshToken: string): Promise<Tokens> {
    const { id, name, role } = user
    const issued = await issueToken({ userId: id, name, role })
    return { token: issued.token, refreshToken, expiresAt: issued.expiresAtMs, user: { id, name, role } }
  }

  /** A new hash; the stored one for the same password, so that putting an account as it is signs nobody out. */
  async function hashOf(password: string, userId: UserId): Promise<string> {
    const stored = (await store.users.find(userId))?.passwordHash ?? null
    return stored !== null && (await passwords.verify(password, stored)) ? stored : passwords.hash(password)
  }

  return {
    login: async (login, password, address) => {
      if (settings.key.kind === 'jwks') {
        throw new FailureError('forbidden', 'This relay takes tokens from an identity provider. Sign in there.')
      }
      const attempt = limiter.attempt(login, address)
      const user = await store.users.findByLogin(login)
      const isRight = await passwords.verify(password, user?.passwordHash ?? null)
      if (!user || !isRight) throw wrongLogin()
      attempt.succeeded()
      const { refreshToken, hash, expiresAtMs } = newRefreshToken()
      const tokens = await tokensFor(user, refreshToken)
      const familyId = randomBytes(16).toString('hex')
      await store.refreshTokens.insert({ hash, familyId, userId: user.id, expiresAtMs })
      // Verifying takes a while. A change of the password in it did not know of this refresh token, and has to end it too.
      if ((await store.users.find(user.id))?.passwordHash !== user.passwordHash) {
        await store.refreshTokens.revokeFamilyOf(hash)
        throw wrongLogin()
      }
      return tokens
    },

    refresh: async (usedToken) => {
      const { refreshToken, hash, expiresAtMs } = newRefreshToken()
      const rotation = await store.refreshTokens.rotate(sha256(usedToken), { hash, expiresAtMs }, clock.now())
      const user = rotation.outcome === 'rotated' ? await store.users.find(rotation.userId) : undefined
      if (!user) throw new FailureError('unauthenticated', 'The refresh token is not valid. Sign in again.')
      return tokensFor(user, refreshToken)
    },

    logout: (refreshToken) => store.refreshTokens.revokeFamilyOf(sha256(refreshToken)),

    putUser: async (asker, userId, put) => {
      if (asker.role !== 'admin') throw new FailureError('forbidden', 'Only administrators may change accounts.')
      if (put.timeZone !== undefined && !isTimeZone(put.timeZone)) {
        throw new FailureError('invalid', 'timeZone: must be the name of a time zone, for example Europe/Berlin')
      }
      const { name, role, email, timeZone, schedule } = put
      const passwordHash = put.password === undefined ? undefined : await hashOf(put.password, userId)
      return await store.users.put({ id: userId, name, role, email, passwordHash, timeZone, schedule })
    },
  }
}
