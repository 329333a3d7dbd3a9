import type { SessionId } from '../../src/shared/model/ids.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { RateLimiter } from '../limits/createRateLimiter.ts'
import { accessOf, requireAccess, requireTakesPart } from '../sessions/access/access.ts'
import type { Principal } from '../sessions/access/principal.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import type { TypingIndicators } from './typingIndicators.ts'

/**
 * Records from one connection that the principal types in a thread, or has stopped. Refuses with `notFound`, `forbidden` (support
 * that has not joined) and `rateLimited`; a stop is always accepted. In a closed session nothing is published.
 */
export type SetTyping = (
  principal: Principal,
  connectionId: string,
  notice: { readonly sessionId: SessionId; readonly thread: Thread; readonly typing: boolean },
) => Promise<void>

export function createSetTyping(parts: {
  readonly sessionCache: SessionCache
  readonly indicators: Pick<TypingIndicators, 'start' | 'stop'>
  readonly limit: RateLimiter
}): SetTyping {
  const { sessionCache, indicators, limit } = parts
  return async (principal, connectionId, { sessionId, thread, typing }) => {
    const { userId } = principal
    const { session, access } = await requireAccess(sessionCache, principal, sessionId, thread)
    requireTakesPart(access)
    if (typing) {
      await limit('typingInSession', `${userId} ${sessionId}`)
      const isAllowed = () =>
        session.record().active && (accessOf(session, principal)?.threads.includes(thread) ?? false)
      if (isAllowed()) indicators.start(connectionId, { session, thread, userId, name: access.name, isAllowed })
    } else indicators.stop(userId, session, thread)
  }
}
