import { createHash } from 'node:crypto'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { Tokens } from '../../src/shared/protocol/rest.ts'
import type { UserRecord } from '../store/accounts/userStore.ts'
import type { Store } from '../store/store.ts'
import { createTokenIssuer } from './tokenIssuer.ts'
import type { TokenSettings } from './tokenSettings.ts'
import type { EndedAccess } from './verifyToken.ts'

export interface LoginTokensParts {
  readonly settings: TokenSettings
  readonly store: Pick<Store, 'users' | 'refreshTokens'>
  readonly clock: Pick<Clock, 'now'>
  readonly accessEnded: (ended: EndedAccess) => void
  readonly randomBytes: (count: number) => Buffer
}

/** Tokens of logins. A login begins with a pair of tokens, goes on with each next pair, and ends with all that it gave. */
export interface LoginTokens {
  /** Begins a login of the user. Returns undefined when the user's password is another one by now. */
  readonly begin: (user: UserRecord) => Promise<Tokens | undefined>
  /** Returns the next pair. Refuses as `Accounts.refresh` does. */
  readonly renew: (usedRefreshToken: string) => Promise<Tokens>
  /** Ends the login that the refresh token descends from; an unknown one is no error. */
  readonly end: (refreshToken: string) => Promise<void>
}

const refreshTokenBytes = 32

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

export function createLoginTokens(parts: LoginTokensParts): LoginTokens {
  const { settings, store, clock, accessEnded, randomBytes } = parts
  // A token ends with its login, of which nothing is known once its refresh tokens have expired.
  const expiresInMs = Math.min(settings.expiresInMs, settings.refreshExpiresInMs)
  const issueToken = createTokenIssuer({ ...settings, expiresInMs }, clock)

  function newRefreshToken() {
    const refreshToken = randomBytes(refreshTokenBytes).toString('base64url')
    return { refreshToken, hash: sha256(refreshToken), expiresAtMs: clock.now() + settings.refreshExpiresInMs }
  }

  async function pairFor(user: UserRecord, refreshToken: string, loginId: string): Promise<Tokens> {
    const { id, name, role } = user
    const issued = await issueToken({ userId: id, name, role }, loginId)
    const now = clock.now()
    return { token: issued.token, refreshToken, expiresAt: issued.expiresAtMs, now, user: { id, name, role } }
  }

  async function end(refreshToken: string): Promise<void> {
    const login = await store.refreshTokens.revokeFamilyOf(sha256(refreshToken))
    if (login) accessEnded({ userId: login.userId, loginId: login.familyId })
  }

  return {
    begin: async (user) => {
      const { refreshToken, hash, expiresAtMs } = newRefreshToken()
      const familyId = randomBytes(16).toString('hex')
      const tokens = await pairFor(user, refreshToken, familyId)
      await store.refreshTokens.insert({ hash, familyId, userId: user.id, expiresAtMs })
      // Verifying takes a while. A change of the password in it did not know of this refresh token, and has to end it too.
      if ((await store.users.find(user.id))?.passwordHash === user.passwordHash) return tokens
      await store.refreshTokens.revokeFamilyOf(hash)
      return undefined
    },
    renew: async (usedRefreshToken) => {
      const { refreshToken, hash, expiresAtMs } = newRefreshToken()
      const used = sha256(usedRefreshToken)
      const rotation = await store.refreshTokens.rotate(used, { hash, expiresAtMs }, clock.now())
      if (rotation.outcome === 'reused') await end(usedRefreshToken)
      const user = rotation.outcome === 'rotated' ? await store.users.find(rotation.userId) : undefined
      if (rotation.outcome !== 'rotated' || !user)
        throw new FailureError('unauthenticated', 'The refresh token is not valid. Sign in again.')
      return pairFor(user, refreshToken, rotation.familyId)
    },
    end,
  }
}
