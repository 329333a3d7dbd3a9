import type { Store } from '../../store/store.ts'
import { accessOf } from '../access/access.ts'
import type { SessionCache } from '../cache/sessionCache.ts'
import type { SessionUseCases } from '../sessionUseCases.ts'
import { nextTurnOfLoop, type Pause } from './pause.ts'
import { visibleSessions } from './pullSync.ts'

/** Sessions whose messages are counted at once; what others send is taken in before the next ones. */
const countedAtOnce = 64

/** See `SessionUseCases.countUnread`. */
export function createCountUnread(parts: {
  readonly store: Pick<Store, 'log'>
  readonly sessionCache: SessionCache
  readonly pause?: Pause
}): SessionUseCases['countUnread'] {
  const { store, sessionCache, pause = nextTurnOfLoop } = parts
  return async (principal, sessionIds) => {
    const sessions =
      sessionIds === undefined
        ? await visibleSessions(sessionCache, principal)
        : (await Promise.all(sessionIds.map(sessionCache.get))).flatMap((session) => {
            const access = session && accessOf(session, principal)
            return session && access ? [{ session, threads: access.threads }] : []
          })
    const ids = sessions.map(({ session }) => session.record().id)
    const counted = new Map<string, number>()
    for (let from = 0; from < ids.length; from += countedAtOnce) {
      if (from > 0) await pause()
      const counts = await store.log.countUnread(principal.userId, ids.slice(from, from + countedAtOnce))
      for (const { sessionId, thread, count } of counts) counted.set(`${sessionId} ${thread}`, count)
    }
    return sessions.map(({ session, threads }) => {
      const sessionId = session.record().id
      return {
        sessionId,
        care: counted.get(`${sessionId} care`) ?? 0,
        ...(threads.includes('staff') ? { staff: counted.get(`${sessionId} staff`) ?? 0 } : {}),
      }
    })
  }
}
