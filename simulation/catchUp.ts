import type { RelaySocket } from '../src/client/relaySocket.ts'
import type { Entry } from '../src/shared/model/entry.ts'
import { retryPolicyOf } from '../src/shared/model/failure.ts'
import type { SessionId } from '../src/shared/model/ids.ts'
import type { Session } from '../src/shared/model/session.ts'
import type { Thread } from '../src/shared/model/thread.ts'
import type { Clock } from '../src/shared/model/timing/clock.ts'
import { limits } from '../src/shared/protocol/limits.ts'
import type { SyncPull } from '../src/shared/protocol/sync.ts'
import type { ThreadLogs } from './replay/threadLogs.ts'

export interface CatchUpParts {
  readonly logs: ThreadLogs
  readonly clock: Clock
  /** Returns the socket, while there is one that is open. */
  readonly socket: () => Pick<RelaySocket, 'request'> | undefined
  readonly entryAdded: (entry: Entry) => void
  readonly sessionsListed: (sessions: readonly Session[]) => void
  /** Everything that there was when the connection opened is held. */
  readonly caughtUp: () => void
}

/** Keeps a participant's logs whole: takes what arrives, and pulls what is missing. */
export interface CatchUp {
  readonly take: (entries: readonly Entry[]) => void
  /** To be called when a connection has opened. */
  readonly pullAll: () => void
  /** Pulls the thread when it does not yet reach `seq`. */
  readonly expect: (sessionId: SessionId, thread: Thread, seq: number) => void
}

const retryDelayMs = 1_000

export function createCatchUp(parts: CatchUpParts): CatchUp {
  const { logs } = parts
  const gaps = new Map<string, { readonly sessionId: SessionId; readonly thread: Thread }>()
  let isAllWanted = false
  let isPulling = false

  const take = (entries: readonly Entry[]) => {
    for (const entry of entries) {
      const taken = logs.add(entry)
      if (taken === 'added') parts.entryAdded(entry)
      if (taken === 'gap') expect(entry.sessionId, entry.thread, entry.seq)
    }
  }
  const expect = (sessionId: SessionId, thread: Thread, seq: number) => {
    if (logs.head(sessionId, thread) >= seq) return
    gaps.set(`${thread} ${sessionId}`, { sessionId, thread })
    run()
  }

  /** The next request, or undefined when nothing is missing. */
  const nextRequest = (): SyncPull | undefined => {
    if (isAllWanted) return { scope: 'all', cursors: logs.cursors().slice(0, limits.cursorsPerRequest) }
    if (gaps.size === 0) return undefined
    const cursors = [...gaps.values()]
      .slice(0, limits.cursorsPerRequest)
      .map((gap) => ({ ...gap, after: logs.head(gap.sessionId, gap.thread) }))
    return { scope: 'cursors', cursors }
  }
  const pull = async () => {
    for (;;) {
      const socket = parts.socket()
      const request = nextRequest()
      if (!socket || !request) return
      const isAll = request.scope === 'all'
      isAllWanted = false
      if (!isAll) for (const cursor of request.cursors) gaps.delete(`${cursor.thread} ${cursor.sessionId}`)
      const reply = await socket.request('sync:pull', request)
      if (reply.outcome !== 'answered') {
        if (isAll) isAllWanted = true
        else for (const cursor of request.cursors) gaps.set(`${cursor.thread} ${cursor.sessionId}`, cursor)
        if (retryPolicyOf[reply.failure.kind] === 'later') parts.clock.after(retryDelayMs, run)
        return
      }
      const { sessions, entries, more } = reply.answer
      if (sessions) parts.sessionsListed(sessions)
      take(entries)
      if (more && isAll) isAllWanted = true
      if (more && !isAll) for (const cursor of request.cursors) gaps.set(`${cursor.thread} ${cursor.sessionId}`, cursor)
      if (isAll && !isAllWanted) parts.caughtUp()
    }
  }
  const run = () => {
    if (isPulling) return
    isPulling = true
    void pull().finally(() => {
      isPulling = false
    })
  }
  return {
    take,
    expect,
    pullAll: () => {
      isAllWanted = true
      run()
    },
  }
}
