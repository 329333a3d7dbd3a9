import type { Entry } from '../../src/shared/model/entry.ts'
import type { SessionId } from '../../src/shared/model/ids.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { Cursor } from '../../src/shared/protocol/sync.ts'

/** Entries that one participant holds: every thread as an unbroken run from `seq` 1. */
export interface ThreadLogs {
  /** `added`: it was the next one. `known`: held already. `gap`: entries before it are missing, so it was not taken. */
  readonly add: (entry: Entry) => 'added' | 'known' | 'gap'
  readonly read: (sessionId: SessionId, thread: Thread) => readonly Entry[]
  /** The newest `seq` held; 0 is none. */
  readonly head: (sessionId: SessionId, thread: Thread) => number
  readonly cursors: () => Cursor[]
}

export function createThreadLogs(): ThreadLogs {
  const logs = new Map<string, { sessionId: SessionId; thread: Thread; entries: Entry[] }>()
  const keyOf = (sessionId: SessionId, thread: Thread) => `${thread} ${sessionId}`
  const head = (sessionId: SessionId, thread: Thread) => logs.get(keyOf(sessionId, thread))?.entries.length ?? 0
  return {
    add: (entry) => {
      const { sessionId, thread } = entry
      const held = head(sessionId, thread)
      if (entry.seq <= held) return 'known'
      if (entry.seq > held + 1) return 'gap'
      const log = logs.get(keyOf(sessionId, thread)) ?? { sessionId, thread, entries: [] }
      log.entries.push(entry)
      logs.set(keyOf(sessionId, thread), log)
      return 'added'
    },
    read: (sessionId, thread) => logs.get(keyOf(sessionId, thread))?.entries ?? [],
    head,
    cursors: () =>
      [...logs.values()].map(({ sessionId, thread, entries }) => ({ sessionId, thread, after: entries.length })),
  }
}
