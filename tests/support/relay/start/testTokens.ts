import { createTokenIssuer } from '../../../../relay/accounts/tokenIssuer.ts'
import { readEnvironment } from '../../../../relay/environment.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import type { Role } from '../../../../src/shared/model/role.ts'
import { type Clock, systemClock } from '../../../../src/shared/model/timing/clock.ts'

/** Secret with which the tests' relays sign tokens. */
export const testSecret = 'a secret of the tests, of no use anywhere else'

/** Makes tokens as the relay does, for `startRelayProcess` too. `lifeMs` from the clock's now. */
export async function tokenFor(
  userId: string,
  role: Role,
  { name = userId, lifeMs = 3_600_000, clock = systemClock }: { name?: string; lifeMs?: number; clock?: Clock } = {},
): Promise<string> {
  const { tokens } = readEnvironment({ JWT_SECRET: testSecret })
  const issue = createTokenIssuer({ ...tokens, expiresInMs: lifeMs }, clock)
  return (await issue({ userId: userIdSchema.parse(userId), role, name })).token
}
