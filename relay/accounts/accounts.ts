import type { UserId } from '../../src/shared/model/ids.ts'
import type { Tokens, UserPut } from '../../src/shared/protocol/rest.ts'
import type { Principal } from '../sessions/access/principal.ts'
import type { UserRecord } from '../store/accounts/userStore.ts'
import type { LoginPlace } from './loginCounts.ts'

export interface Accounts {
  /**
   * Returns a new pair of tokens for a login (email or user id) and its password. `place` is where the request came from. Refuses with
   * `unauthenticated` (the same for an unknown user and a wrong password), `rateLimited`, `unavailable` when too many sign in at
   * once, or `forbidden` when tokens come from an identity provider.
   */
  readonly login: (login: string, password: string, place: LoginPlace) => Promise<Tokens>
  /**
   * Returns the next pair. The given refresh token can be used again, for another pair in the place of this one, until the one given here is
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
