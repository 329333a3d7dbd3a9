import type { Entry } from '../../src/shared/model/entry.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { Store } from '../store/store.ts'
import { accessOf } from './access.ts'
import type { Asker } from './asker.ts'
import { entryBytes } from './entryBytes.ts'
import type { KnownSession } from './knownSession.ts'
import type { SessionDirectory } from './sessionDirectory.ts'
import type { SessionUseCases } from './sessionUseCases.ts'
import { viewSession } from './viewSession.ts'

/** A page leaves room in its frame for the list of sessions. */
const pageBytes = limits.frameBytes / 2

export interface PullSyncParts {
  readonly store: Pick<Store, 'log' | 'watermarks'>
  readonly directory: SessionDirectory
}

interface Lacking {
  readonly session: KnownSession
  readonly thread: Thread
  readonly after: number
}

/** See `SessionUseCases.pullSync`. */
export function createPullSync({ store, directory }: PullSyncParts): SessionUseCases['pullSync'] {
  async function read(lacking: readonly Lacking[]): Promise<{ entries: Entry[]; more: boolean }> {
    const entries: Entry[] = []
    let bytes = 0
    for (const { session, thread, after } of lacking) {
      const limit = limits.entriesPerPage - entries.length
      if (limit === 0) return { entries, more: true }
      const sessionId = session.record().id
      const found = await store.log.read({ sessionId, thread, limit: limit + 1, from: { after } })
      for (const [index, entry] of found.entries()) {
        bytes += entryBytes(entry)
        const isFull = index === limit || (bytes > pageBytes && entries.length > 0)
        if (isFull) return { entries, more: true }
        entries.push(entry)
      }
    }
    return { entries, more: false }
  }

  return async (asker, { scope, cursors }) => {
    if (scope === 'cursors') {
      await directory.refresh(cursors.map(({ sessionId }) => sessionId))
      const lacking: Lacking[] = []
      for (const { sessionId, thread, after } of cursors) {
        const session = directory.known(sessionId) ?? (await directory.find(sessionId))
        if (session && accessOf(session, asker)?.threads.includes(thread) && session.head(thread) > after)
          lacking.push({ session, thread, after })
      }
      return await read(lacking)
    }
    const afterOf = new Map(cursors.map(({ sessionId, thread, after }) => [`${sessionId} ${thread}`, after]))
    const sessions = await visibleSessions(directory, asker)
    const watermarks = await store.watermarks.of(sessions.map(({ session }) => session.record().id))
    const marksOf = Map.groupBy(watermarks, (mark) => mark.sessionId)
    const views = sessions.map(({ session, threads }) =>
      viewSession(session, marksOf.get(session.record().id) ?? [], threads),
    )
    const lacking = sessions.flatMap(({ session, threads }) =>
      threads
        .map((thread) => ({ session, thread, after: afterOf.get(`${session.record().id} ${thread}`) ?? 0 }))
        .filter(({ thread, after }) => session.head(thread) > after),
    )
    return { sessions: views, ...(await read(lacking)) }
  }
}

/** All sessions the asker may see, each with the threads of it they may see; ascending by id. */
export async function visibleSessions(
  directory: SessionDirectory,
  asker: Asker,
): Promise<{ readonly session: KnownSession; readonly threads: readonly Thread[] }[]> {
  const sessions = await directory.list(asker.role === 'admin' ? 'everything' : { participant: asker.userId })
  if (asker.role === 'support') {
    const own = new Set(sessions)
    sessions.push(...(await directory.list('supported')).filter((session) => !own.has(session)))
    sessions.sort((a, b) => (a.record().id < b.record().id ? -1 : 1))
  }
  return sessions.flatMap((session) => {
    const access = accessOf(session, asker)
    return access ? [{ session, threads: access.threads }] : []
  })
}
