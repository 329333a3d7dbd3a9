import type { Entry } from '../../../src/shared/model/entry.ts'
import type { Session } from '../../../src/shared/model/session.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import type { Store } from '../../store/store.ts'
import { accessOf } from '../access/access.ts'
import type { Principal } from '../access/principal.ts'
import type { CachedSession } from '../cache/cachedSession.ts'
import type { SessionCache } from '../cache/sessionCache.ts'
import { entryBytes } from '../messages/entryBytes.ts'
import type { SessionUseCases } from '../sessionUseCases.ts'
import { viewSession } from '../viewSession.ts'
import { nextTurnOfLoop, type Pause } from './pause.ts'
import { createPullDigests } from './pullDigests.ts'

/** A page leaves room in its frame for the list of sessions. */
const pageBytes = limits.frameBytes / 2

/** Entries that are read before what others send is taken in. */
const readAtOnce = 100

/** Sessions that are looked at at once; what others send is taken in before the next ones. */
const viewedAtOnce = 64

export interface PullSyncParts {
  readonly store: Pick<Store, 'log' | 'watermarks' | 'digests'>
  readonly sessionCache: SessionCache
  readonly clock: Pick<Clock, 'now'>
  readonly pause?: Pause
}

interface Lacking {
  readonly session: CachedSession
  readonly thread: Thread
  readonly after: number
}

/** See `SessionUseCases.pullSync`. */
export function createPullSync({
  store,
  sessionCache,
  clock,
  pause = nextTurnOfLoop,
}: PullSyncParts): SessionUseCases['pullSync'] {
  const digests = createPullDigests({ store, sessionCache, clock, pause })

  /**
   * Returns the principal's access as it is now: what was written after their right to see it had ended, while others were being
   * read, is not theirs.
   */
  const accessNow = (principal: Principal, session: CachedSession) =>
    accessOf(sessionCache.peek(session.record().id) ?? session, principal)

  async function read(principal: Principal, lacking: readonly Lacking[]): Promise<{ entries: Entry[]; more: boolean }> {
    const entries: Entry[] = []
    let bytes = 0
    let readSincePause = 0
    for (const { session, thread, after } of lacking) {
      if (readSincePause >= readAtOnce) {
        readSincePause = 0
        await pause()
      }
      const limit = limits.entriesPerPage - entries.length
      if (limit === 0) return { entries, more: true }
      const sessionId = session.record().id
      const found = await store.log.read({ sessionId, thread, limit: limit + 1, from: { after } })
      readSincePause += Math.max(1, found.length)
      if (!accessNow(principal, session)?.threads.includes(thread)) continue
      for (const [index, entry] of found.entries()) {
        bytes += entryBytes(entry)
        const isFull = index === limit || (bytes > pageBytes && entries.length > 0)
        if (isFull) return { entries, more: true }
        entries.push(entry)
      }
    }
    return { entries, more: false }
  }

  return async (principal, request) => {
    if (request.scope === 'changes') return await digests.changes(principal, request)
    if (request.scope === 'sessions') return await digests.named(principal, request.sessionIds)
    const { scope, cursors } = request
    if (scope === 'cursors') {
      await sessionCache.refresh(cursors.map(({ sessionId }) => sessionId))
      const lacking: Lacking[] = []
      for (const { sessionId, thread, after } of cursors) {
        const session = await sessionCache.get(sessionId)
        if (session && accessOf(session, principal)?.threads.includes(thread) && session.head(thread) > after)
          lacking.push({ session, thread, after })
      }
      const page = await read(principal, lacking)
      return { ...page, now: clock.now() }
    }
    const afterOf = new Map(cursors.map(({ sessionId, thread, after }) => [`${sessionId} ${thread}`, after]))
    const sessions = await visibleSessions(sessionCache, principal)
    const views = await viewSessions(store, sessions, pause)
    const lacking = sessions.flatMap(({ session, threads }) =>
      threads
        .map((thread) => ({ session, thread, after: afterOf.get(`${session.record().id} ${thread}`) ?? 0 }))
        .filter(({ thread, after }) => session.head(thread) > after),
    )
    const page = await read(principal, lacking)
    const seen = views.filter((_, index) => {
      const session = sessions[index]?.session
      return session !== undefined && accessNow(principal, session) !== undefined
    })
    return { sessions: seen, ...page, now: clock.now() }
  }
}

/** The sessions as whoever sees these threads of them sees them. */
export async function viewSessions(
  store: Pick<Store, 'watermarks'>,
  sessions: readonly VisibleSession[],
  pause: Pause = nextTurnOfLoop,
): Promise<Session[]> {
  const views: Session[] = []
  for (let from = 0; from < sessions.length; from += viewedAtOnce) {
    if (from > 0) await pause()
    const some = sessions.slice(from, from + viewedAtOnce)
    const marks = await store.watermarks.of(some.map(({ session }) => session.record().id))
    const marksOf = Map.groupBy(marks, (mark) => mark.sessionId)
    for (const { session, threads } of some)
      views.push(viewSession(session, marksOf.get(session.record().id) ?? [], threads))
  }
  return views
}

interface VisibleSession {
  readonly session: CachedSession
  readonly threads: readonly Thread[]
}

/** All sessions the principal may see, each with the threads of it they may see; ascending by id. */
export async function visibleSessions(sessionCache: SessionCache, principal: Principal): Promise<VisibleSession[]> {
  const sessions = await sessionCache.list(
    principal.role === 'admin' ? 'everything' : { participant: principal.userId },
  )
  if (principal.role === 'support') {
    const own = new Set(sessions)
    sessions.push(...(await sessionCache.list('supported')).filter((session) => !own.has(session)))
    sessions.sort((a, b) => (a.record().id < b.record().id ? -1 : 1))
  }
  return sessions.flatMap((session) => {
    const access = accessOf(session, principal)
    return access ? [{ session, threads: access.threads }] : []
  })
}
