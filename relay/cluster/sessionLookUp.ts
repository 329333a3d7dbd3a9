import type { SessionId } from '../../src/shared/model/ids.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'

/**
 * Creates a function that uses a session if it concerns anyone here. While the session is being read, its uses wait, in their
 * order.
 */
export function createSessionLookUp(parts: {
  readonly sessionCache: Pick<SessionCache, 'get' | 'peek' | 'isReading'>
  readonly hasOnlookers: () => boolean
  readonly onDefect: (error: unknown) => void
}): (id: SessionId, use: (session: CachedSession) => void) => void {
  const { sessionCache, hasOnlookers, onDefect } = parts
  const waiting = new Map<SessionId, ((session: CachedSession) => void)[]>()

  function lookUp(id: SessionId, uses: ((session: CachedSession) => void)[]): void {
    waiting.set(id, uses)
    sessionCache.get(id).then(
      (session) => {
        waiting.delete(id)
        if (session) for (const use of uses) use(session)
      },
      (error: unknown) => {
        waiting.delete(id)
        onDefect(error)
      },
    )
  }

  return (id, use) => {
    const uses = waiting.get(id)
    if (uses) {
      uses.push(use)
      return
    }
    const held = sessionCache.peek(id)
    if (held) use(held)
    // Someone may see it, or has just connected and may turn out to.
    else if (hasOnlookers() || sessionCache.isReading()) lookUp(id, [use])
  }
}
