import { FailureError } from '../../src/shared/model/failure.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { Store } from '../store/store.ts'
import type { Accounts } from './accounts.ts'
import { createLoginTokens } from './loginTokens.ts'
import type { Passwords } from './passwords.ts'
import { putAccount } from './putAccount.ts'
import { createSignIn } from './signIn.ts'
import type { TokenSettings } from './tokenSettings.ts'
import type { EndedAccess } from './verifyToken.ts'

export interface AccountsParts {
  readonly settings: TokenSettings
  readonly store: Pick<Store, 'users' | 'refreshTokens' | 'signIns'>
  readonly clock: Pick<Clock, 'now'>
  /** Called once it is stored that someone's access has ended: connections are to end on every node. */
  readonly accessEnded: (ended: EndedAccess) => void
  readonly randomBytes: (count: number) => Buffer
  readonly passwords: Passwords
}

/** Builds the accounts of the relay: sign-in, token renewal, sign-out and their administration. */
export function createAccounts(parts: AccountsParts): Accounts {
  const tokens = createLoginTokens(parts)
  const signIn = createSignIn({ ...parts, tokens })
  return {
    login: async (login, password, place) => {
      if (parts.settings.key.kind === 'jwks')
        throw new FailureError('forbidden', 'This relay takes tokens from an identity provider. Sign in there.')
      return await signIn(login, password, place)
    },
    refresh: tokens.renew,
    logout: tokens.end,
    putUser: (principal, userId, put) => putAccount(parts, principal, userId, put),
  }
}
