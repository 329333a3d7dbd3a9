import type { SessionId } from '../../../../shared/model/ids.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import type { HeldRange } from '../../../storage/rangeStore.ts'
import type { SessionFold, StoredSession, StoredThread } from '../../../storage/sessionStore.ts'
import type { Storage } from '../../../storage/storage.ts'

/** A thread as it is in the course of one transaction. */
export interface OpenThread {
  readonly thread: StoredThread
  readonly ranges: readonly HeldRange[]
}

export type OpenThreads = ReturnType<typeof createOpenThreads>

/** Creates the state of threads and their sessions in the course of one transaction, which is written at its end. */
export function createOpenThreads(storage: Pick<Storage, 'sessions' | 'ranges'>) {
  const threads = new Map<string, OpenThread>()
  const storedRanges = new Map<number, readonly HeldRange[]>()
  const sessions = new Map<SessionId, StoredSession>()
  const changedFolds = new Set<SessionId>()

  function put(open: OpenThread): OpenThread {
    threads.set(`${open.thread.thread} ${open.thread.sessionId}`, open)
    return open
  }

  function sessionOf(id: SessionId): StoredSession | undefined {
    const session = sessions.get(id) ?? storage.sessions.find(id)
    if (session) sessions.set(id, session)
    return session
  }

  return {
    put,
    sessionOf,
    find: (sessionId: SessionId, name: Thread): OpenThread | undefined => {
      const known = threads.get(`${name} ${sessionId}`)
      if (known) return known
      const thread = storage.sessions.findThread(sessionId, name)
      if (!thread) return undefined
      const ranges = storage.ranges.of(thread.threadId)
      storedRanges.set(thread.threadId, ranges)
      return put({ thread, ranges })
    },
    /** Replaces what the list shows of a session. */
    putFold: (id: SessionId, fold: SessionFold): void => {
      const before = sessionOf(id)
      if (!before) return
      sessions.set(id, { ...before, ...fold })
      changedFolds.add(id)
    },
    /** Writes what has changed. Returns the sessions concerned. */
    save: (): SessionId[] => {
      for (const { thread, ranges } of threads.values()) {
        storage.sessions.saveThread(thread)
        storage.ranges.save(thread.threadId, storedRanges.get(thread.threadId) ?? [], ranges)
      }
      for (const id of changedFolds) {
        const session = sessions.get(id)
        if (session) storage.sessions.saveFold(id, session)
      }
      return [...new Set([...threads.values()].map(({ thread }) => thread.sessionId))]
    },
  }
}
