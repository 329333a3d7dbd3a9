import type { Entry } from '../../src/shared/model/entry.ts'
import type { SessionId } from '../../src/shared/model/ids.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { Cursor } from '../../src/shared/protocol/sync.ts'

/** Entries that one participant holds: every thread as an unbroken run from `seq` 1. */
export interface ThreadLogs {
  /** `added`: it was the next one. `known`: held already. `gap`: entries before it are missing, so it was not taken. */
  readonly add: (entry: Entry) => 'added' | 'known' | 'gap'
  /** Notes that the thread reaches to `seq`. Returns whether entries up to there are lacking. */
  readonly expect: (sessionId: SessionId, thread: Thread, seq: number) => boolean
  readonly read: (sessionId: SessionId, thread: Thread) => readonly Entry[]
  readonly cursors: () => Cursor[]
  /** Cursors of the threads that reach further than what is held of them. */
  readonly lacking: () => Cursor[]
}

interface ThreadLog {
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly entries: Entry[]
  /** Newest `seq` that the thread is known to have. */
  headSeq: number
}

export function createThreadLogs(): ThreadLogs {
  const logs = new Map<string, ThreadLog>()

  function logOf(sessionId: SessionId, thread: Thread): ThreadLog {
    const key = `${thread} ${sessionId}`
    const log = logs.get(key) ?? { sessionId, thread, entries: [], headSeq: 0 }
    logs.set(key, log)
    return log
  }

  return {
    add: (entry) => {
      const log = logOf(entry.sessionId, entry.thread)
      log.headSeq = Math.max(log.headSeq, entry.seq)
      if (entry.seq <= log.entries.length) return 'known'
      if (entry.seq > log.entries.length + 1) return 'gap'
      log.entries.push(entry)
      return 'added'
    },
    expect: (sessionId, thread, seq) => {
      const log = logOf(sessionId, thread)
      log.headSeq = Math.max(log.headSeq, seq)
      return log.entries.length < seq
    },
    read: (sessionId, thread) => logOf(sessionId, thread).entries,
    cursors: () => [...logs.values()].map(toCursor),
    lacking: () => [...logs.values()].filter(({ entries, headSeq }) => entries.length < headSeq).map(toCursor),
  }
}

function toCursor({ sessionId, thread, entries }: ThreadLog): Cursor {
  return { sessionId, thread, after: entries.length }
}
