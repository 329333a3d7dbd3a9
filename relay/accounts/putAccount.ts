import { FailureError } from '../../src/shared/model/failure.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { isTimeZone } from '../../src/shared/model/timing/officeHours.ts'
import type { UserPut } from '../../src/shared/protocol/rest.ts'
import type { Principal } from '../sessions/access/principal.ts'
import type { UserRecord } from '../store/accounts/userStore.ts'
import type { Store } from '../store/store.ts'
import type { Passwords } from './passwords.ts'
import type { EndedAccess } from './verifyToken.ts'

export interface PutAccountParts {
  readonly store: Pick<Store, 'users'>
  readonly passwords: Passwords
  readonly accessEnded: (ended: EndedAccess) => void
  readonly clock: Pick<Clock, 'now'>
}

/** Creates or changes an account. See `Accounts.putUser`. */
export async function putAccount(
  { store, passwords, accessEnded, clock }: PutAccountParts,
  principal: Principal,
  userId: UserId,
  put: UserPut,
): Promise<UserRecord> {
  if (principal.role !== 'admin') throw new FailureError('forbidden', 'Only administrators may change accounts.')
  if (put.timeZone !== undefined && !isTimeZone(put.timeZone)) {
    throw new FailureError('invalid', 'timeZone: must be the name of a time zone, for example Europe/Berlin')
  }
  const { name, role, email, timeZone, schedule } = put
  const passwordHash = put.password === undefined ? undefined : await hashOf(store, passwords, put.password, userId)
  const before = await store.users.find(userId)
  const user = await store.users.put({ id: userId, name, role, email, passwordHash, timeZone, schedule }, clock.now())
  if (before && (before.role !== user.role || before.passwordHash !== user.passwordHash)) accessEnded({ userId })
  return user
}

/** Returns a new hash; the stored one for the same password, so that putting an account as it is signs nobody out. */
async function hashOf(
  store: Pick<Store, 'users'>,
  passwords: Passwords,
  password: string,
  userId: UserId,
): Promise<string> {
  const stored = (await store.users.find(userId))?.passwordHash ?? null
  return stored !== null && (await passwords.verify(password, stored)) ? stored : passwords.hash(password)
}
