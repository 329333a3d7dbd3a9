import { createHash } from 'node:crypto'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { isTimeZone } from '../../src/shared/model/timing/officeHours.ts'
import type { Tokens, UserPut } from '../../src/shared/protocol/rest.ts'
import type { TokenSettings } from '../environment.ts'
import { createAdmission } from '../limits/createAdmission.ts'
import { createTurns } from '../limits/createTurns.ts'
import type { Principal } from '../sessions/access/principal.ts'
import { createSerializeById } from '../sessions/lifecycle/serializeById.ts'
import { nextTurnOfLoop } from '../sessions/sync/pause.ts'
import type { UserRecord } from '../store/accounts/userStore.ts'
import type { Store } from '../store/store.ts'
import { createLoginLimiter, type LoginAttempt, type LoginCandidate, type LoginPlace } from './loginLimiter.ts'
import type { Passwords } from './passwords.ts'
import { createTokenIssuer } from './tokenIssuer.ts'
import type { EndedAccess } from './verifyToken.ts'

export interface Accounts {
  /**
   * A new pair of tokens for a login (email or user id) and its password. `place` is where the request came from. Refuses with
   * `unauthenticated` (the same for an unknown user and a wrong password), `rateLimited`, `unavailable` when too many sign in at
   * once, or `forbidden` when tokens come from an identity provider.
   */
  readonly login: (login: string, password: string, place: LoginPlace) => Promise<Tokens>
  /**
   * The next pair. The given refresh token can be used again, for another pair in the place of this one, until the one given here is
   * used. Refuses with `unauthenticated` one that is unknown, expired, revoked or used up; the last two revoke every
   * refresh token that descends from the same login.
   */
  readonly refresh: (refreshToken: string) => Promise<Tokens>
  /** Ends the login that this one descends from: its refresh tokens, access tokens and connections. An unknown one is no error. */
  readonly logout: (refreshToken: string) => Promise<void>
  /**
   * Creates or changes an account. Another password or role than before ends all that the user's tokens until now gave: refresh
   * tokens, access tokens and connections. Refuses with `forbidden` (administrators only), `invalid` or `conflict` (the email is taken).
   */
  readonly putUser: (principal: Principal, userId: UserId, put: UserPut) => Promise<UserRecord>
}

export interface AccountsParts {
  readonly settings: TokenSettings
  readonly store: Pick<Store, 'users' | 'refreshTokens' | 'signIns'>
  readonly clock: Pick<Clock, 'now'>
  /** Called once it is stored that someone's access has ended: connections are to end on every node. */
  readonly accessEnded: (ended: EndedAccess) => void
  readonly randomBytes: (count: number) => Buffer
  readonly passwords: Passwords
}

const refreshTokenBytes = 32
const retryAfterMs = 3_000
/**
 * Sign-ins under way at once; with 0.2 s for each password, who comes last waits for some seconds. Those who sign in from where they
 * have signed in before have places of their own, which strangers cannot fill.
 */
const signIns = { known: { atOnce: 24, retryAfterMs }, others: { atOnce: 16, retryAfterMs } }

/**
 * Limits on looking up an account that signs in: it costs as much as some reading does, and takes turns as that does, by address.
 */
const looks = { cost: 50, costOfTurn: 100, atOnce: 4, waitingAtMost: 500 }

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const wrongLogin = () => new FailureError('unauthenticated', 'No user has this email or id with this password.')

/** The accounts of the relay: sign-in, token renewal, sign-out and their administration. */
export function createAccounts(parts: AccountsParts): Accounts {
  const { settings, store, clock, accessEnded, randomBytes, passwords } = parts
  const lookAtLogin = createLoginLimiter({ store: store.signIns, clock })
  const serialize = createSerializeById<'attempts'>()
  const lookInTurn = createTurns({ ...looks, nextTurn: (task) => void nextTurnOfLoop().then(task) })
  const admit = { known: createAdmission(signIns.known), others: createAdmission(signIns.others) }
  // A token ends with its login, of which nothing is known once its refresh tokens have expired.
  const expiresInMs = Math.min(settings.expiresInMs, settings.refreshExpiresInMs)
  const issueToken = createTokenIssuer({ ...settings, expiresInMs }, clock)

  function newRefreshToken() {
    const refreshToken = randomBytes(refreshTokenBytes).toString('base64url')
    return { refreshToken, hash: sha256(refreshToken), expiresAtMs: clock.now() + settings.refreshExpiresInMs }
  }

  async function tokensFor(user: UserRecord, refreshToken: string, loginId: string): Promise<Tokens> {
    const { id, name, role } = user
    const issued = await issueToken({ userId: id, name, role }, loginId)
    return { token: issued.token, refreshToken, expiresAt: issued.expiresAtMs, user: { id, name, role } }
  }

  async function endLogin(hash: string): Promise<void> {
    const login = await store.refreshTokens.revokeFamilyOf(hash)
    if (login) accessEnded({ userId: login.userId, loginId: login.familyId })
  }

  /** A new hash; the stored one for the same password, so that putting an account as it is signs nobody out. */
  async function hashOf(password: string, userId: UserId): Promise<string> {
    const stored = (await store.users.find(userId))?.passwordHash ?? null
    return stored !== null && (await passwords.verify(password, stored)) ? stored : passwords.hash(password)
  }

  /** Returns whether the password is right. An attempt whose password could not be looked at is none. */
  async function verify(attempt: LoginAttempt, password: string, hash: string | null): Promise<boolean> {
    let isLookedAt = false
    try {
      const isRight = await passwords.verify(password, hash)
      isLookedAt = true
      return isRight
    } finally {
      if (!isLookedAt) await attempt.takeBack()
    }
  }

  async function signIn(user: UserRecord | undefined, candidate: LoginCandidate, password: string): Promise<Tokens> {
    // One at a time: each is a commit, between which messages are stored.
    const attempt = await serialize('attempts', candidate.begin)
    const isRight = await verify(attempt, password, user?.passwordHash ?? null)
    if (!user || !isRight) throw wrongLogin()
    await attempt.succeeded(user.id)
    const { refreshToken, hash, expiresAtMs } = newRefreshToken()
    const familyId = randomBytes(16).toString('hex')
    const tokens = await tokensFor(user, refreshToken, familyId)
    await store.refreshTokens.insert({ hash, familyId, userId: user.id, expiresAtMs })
    // Verifying takes a while. A change of the password in it did not know of this refresh token, and has to end it too.
    if ((await store.users.find(user.id))?.passwordHash !== user.passwordHash) {
      await store.refreshTokens.revokeFamilyOf(hash)
      throw wrongLogin()
    }
    return tokens
  }

  return {
    login: async (login, password, place) => {
      if (settings.key.kind === 'jwks') {
        throw new FailureError('forbidden', 'This relay takes tokens from an identity provider. Sign in there.')
      }
      const { user, candidate } = await lookInTurn(place.address, looks.cost, async () => {
        const found = await store.users.findByLogin(login)
        return { user: found, candidate: await lookAtLogin({ login, userId: found?.id }, place) }
      })
      const admitted = candidate.isKnown ? admit.known : admit.others
      return await admitted(() => signIn(user, candidate, password))
    },

    refresh: async (usedToken) => {
      const { refreshToken, hash, expiresAtMs } = newRefreshToken()
      const rotation = await store.refreshTokens.rotate(sha256(usedToken), { hash, expiresAtMs }, clock.now())
      if (rotation.outcome === 'reused') await endLogin(sha256(usedToken))
      const user = rotation.outcome === 'rotated' ? await store.users.find(rotation.userId) : undefined
      if (rotation.outcome !== 'rotated' || !user)
        throw new FailureError('unauthenticated', 'The refresh token is not valid. Sign in again.')
      return tokensFor(user, refreshToken, rotation.familyId)
    },

    logout: (refreshToken) => endLogin(sha256(refreshToken)),

    putUser: async (principal, userId, put) => {
      if (principal.role !== 'admin') throw new FailureError('forbidden', 'Only administrators may change accounts.')
      if (put.timeZone !== undefined && !isTimeZone(put.timeZone)) {
        throw new FailureError('invalid', 'timeZone: must be the name of a time zone, for example Europe/Berlin')
      }
      const { name, role, email, timeZone, schedule } = put
      const passwordHash = put.password === undefined ? undefined : await hashOf(put.password, userId)
      const before = await store.users.find(userId)
      const user = await store.users.put(
        { id: userId, name, role, email, passwordHash, timeZone, schedule },
        clock.now(),
      )
      if (before && (before.role !== user.role || before.passwordHash !== user.passwordHash)) accessEnded({ userId })
      return user
    },
  }
}
