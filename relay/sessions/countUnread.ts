import type { Store } from '../store/store.ts'
import { accessOf } from './access.ts'
import { visibleSessions } from './pullSync.ts'
import type { SessionDirectory } from './sessionDirectory.ts'
import type { SessionUseCases } from './sessionUseCases.ts'

/** See `SessionUseCases.countUnread`. */
export function createCountUnread(parts: {
  readonly store: Pick<Store, 'log'>
  readonly directory: SessionDirectory
}): SessionUseCases['countUnread'] {
  const { store, directory } = parts
  return async (asker, sessionIds) => {
    const sessions =
      sessionIds === undefined
        ? await visibleSessions(directory, asker)
        : (await Promise.all(sessionIds.map(directory.find))).flatMap((session) => {
            const access = session && accessOf(session, asker)
            return session && access ? [{ session, threads: access.threads }] : []
          })
    const ids = sessions.map(({ session }) => session.record().id)
    const counted = new Map(
      (await store.log.countUnread(asker.userId, ids)).map(({ sessionId, thread, count }) => [
        `${sessionId} ${thread}`,
        count,
      ]),
    )
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
