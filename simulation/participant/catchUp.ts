import { pullPages } from '../../src/client/pullPages.ts'
import type { RelaySocket } from '../../src/client/relaySocket.ts'
import type { Reply } from '../../src/client/reply.ts'
import type { Entry } from '../../src/shared/model/entry.ts'
import { retryPolicyOf } from '../../src/shared/model/failure.ts'
import type { SessionId } from '../../src/shared/model/ids.ts'
import type { Session } from '../../src/shared/model/session.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { SyncPull } from '../../src/shared/protocol/sync.ts'
import type { ThreadLogs } from './threadLogs.ts'

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
  let isAllWanted = false
  let isPulling = false

  function take(entries: readonly Entry[]): void {
    const taken = entries.map((entry) => {
      const outcome = logs.add(entry)
      if (outcome === 'added') parts.entryAdded(entry)
      return outcome
    })
    if (taken.includes('gap')) run()
  }

  async function pullPage(request: SyncPull): Promise<Reply<'sync:pull'>> {
    const socket = parts.socket()
    if (!socket) return { outcome: 'unknown', failure: { kind: 'offline', message: 'There is no connection.' } }
    const reply = await socket.request('sync:pull', request)
    if (reply.outcome !== 'answered') return reply
    const { sessions, entries } = reply.answer
    if (sessions) parts.sessionsListed(sessions)
    for (const { id, heads } of sessions ?? []) {
      logs.expect(id, 'care', heads.care)
      logs.expect(id, 'staff', heads.staff ?? 0)
    }
    take(entries)
    return reply
  }

  /** Pulls until nothing is wanted any more, or a request fails: one that may succeed later is made again in a while. */
  async function pull(): Promise<void> {
    do {
      if (!parts.socket()) return
      const isAll = isAllWanted
      isAllWanted = false
      const end = await pullPages({
        first: isAll ? { scope: 'all', cursors: logs.cursors() } : { scope: 'cursors', cursors: logs.lacking() },
        pullPage,
        lacking: logs.lacking,
      })
      if ('failure' in end) {
        isAllWanted ||= isAll
        if (retryPolicyOf[end.failure.kind] === 'later') parts.clock.after(retryDelayMs, run)
        return
      }
      if (isAll) parts.caughtUp()
    } while (isAllWanted)
  }

  function run(): void {
    if (isPulling) return
    isPulling = true
    void pull().finally(() => {
      isPulling = false
    })
  }

  return {
    take,
    expect: (sessionId, thread, seq) => {
      if (logs.expect(sessionId, thread, seq)) run()
    },
    pullAll: () => {
      isAllWanted = true
      run()
    },
  }
}
