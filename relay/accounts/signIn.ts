import { FailureError } from '../../src/shared/model/failure.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { createSerialize } from '../../src/shared/model/timing/serialize.ts'
import type { Tokens } from '../../src/shared/protocol/rest.ts'
import { createAdmission } from '../limits/createAdmission.ts'
import { createTurns } from '../limits/createTurns.ts'
import { nextTurnOfLoop } from '../sessions/sync/pause.ts'
import type { UserRecord } from '../store/accounts/userStore.ts'
import type { Store } from '../store/store.ts'
import type { Accounts } from './accounts.ts'
import { createLoginLimiter, type LoginAttempt, type LoginCandidate } from './loginLimiter.ts'
import type { LoginTokens } from './loginTokens.ts'
import type { Passwords } from './passwords.ts'

export interface SignInParts {
  readonly store: Pick<Store, 'users' | 'signIns'>
  readonly passwords: Passwords
  readonly tokens: Pick<LoginTokens, 'begin'>
  readonly clock: Pick<Clock, 'now'>
}

const retryAfterMs = 3_000
/**
 * Sign-ins under way at once; with 0.2 s for each password, who comes last waits for some seconds. Those who sign in from where they
 * have signed in before have places of their own, which strangers cannot fill.
 */
const signIns = { known: { atOnce: 24, retryAfterMs }, others: { atOnce: 16, retryAfterMs } }

/**
 * Limits on looking up an account that signs in: it costs as much as some reading does, and takes turns as that does, by address.
 */
const lookUps = { cost: 50, costOfTurn: 100, atOnce: 4, waitingAtMost: 500 }

const wrongLogin = () => new FailureError('unauthenticated', 'No user has this email or id with this password.')

/** Creates `Accounts.login` for a relay that has passwords of its own. */
export function createSignIn({ store, passwords, tokens, clock }: SignInParts): Accounts['login'] {
  const lookAtLogin = createLoginLimiter({ store: store.signIns, clock })
  // One at a time: each is a commit, between which messages are stored.
  const serializeAttempts = createSerialize()
  const lookUpInTurns = createTurns({ ...lookUps, nextTurn: (task) => void nextTurnOfLoop().then(task) })
  const admit = { known: createAdmission(signIns.known), others: createAdmission(signIns.others) }

  async function attemptSignIn(
    user: UserRecord | undefined,
    candidate: LoginCandidate,
    password: string,
  ): Promise<Tokens> {
    const attempt = await serializeAttempts(candidate.begin)
    const isRight = await verifyAttempt(passwords, attempt, password, user?.passwordHash ?? null)
    if (!user || !isRight) throw wrongLogin()
    await attempt.succeeded(user.id)
    const pair = await tokens.begin(user)
    if (!pair) throw wrongLogin()
    return pair
  }

  return async (login, password, place) => {
    const { user, candidate } = await lookUpInTurns(place.address, lookUps.cost, async () => {
      const found = await store.users.findByLogin(login)
      return { user: found, candidate: await lookAtLogin({ login, userId: found?.id }, place) }
    })
    const admitted = candidate.isKnown ? admit.known : admit.others
    return await admitted(() => attemptSignIn(user, candidate, password))
  }
}

/** Returns whether the password is right. An attempt whose password could not be verified is taken back. */
async function verifyAttempt(
  passwords: Passwords,
  attempt: LoginAttempt,
  password: string,
  hash: string | null,
): Promise<boolean> {
  let isVerified = false
  try {
    const isRight = await passwords.verify(password, hash)
    isVerified = true
    return isRight
  } finally {
    if (!isVerified) await attempt.takeBack()
  }
}
