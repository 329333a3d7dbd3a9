import { FailureError } from '../../../../src/shared/model/failure.ts'
import type { SessionId } from '../../../../src/shared/model/ids.ts'
import { accessOf, requireAccess } from '../../../sessions/access/access.ts'
import type { CachedSession } from '../../../sessions/cache/cachedSession.ts'
import type { SessionCache } from '../../../sessions/cache/sessionCache.ts'
import type { DialectConnection } from '../../table/dialectConnection.ts'
import { sessionIdOf } from '../../table/fields.ts'

/** Returns an id that may be of a session. Throws `notFound` for a text that can be none. */
export function toSessionId(id: string): SessionId {
  const sessionId = sessionIdOf(id)
  if (sessionId === undefined) throw new FailureError('notFound', 'There is no such session for this user.')
  return sessionId
}

/** Returns the session and what the connection's user is in it. Throws `notFound` unless it is there and for the user. */
export async function requireSession(sessionCache: SessionCache, { principal }: DialectConnection, id: string) {
  return await requireAccess(sessionCache, principal, toSessionId(id), 'care')
}

/** Returns the session, whoever asks. */
export async function findSession(sessionCache: SessionCache, id: string): Promise<CachedSession | undefined> {
  const sessionId = sessionIdOf(id)
  return sessionId && (await sessionCache.get(sessionId))
}

/** Returns the id of a session that is there and for the connection's user; undefined of any other. */
export async function findOwnSessionId(
  sessionCache: SessionCache,
  { principal }: DialectConnection,
  id: string,
): Promise<SessionId | undefined> {
  const session = await findSession(sessionCache, id)
  return session && accessOf(session, principal) && session.record().id
}
