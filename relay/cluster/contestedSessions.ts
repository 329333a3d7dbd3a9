import type { SessionId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'

export interface ContestedSessions {
  /** Notes that another node has published a change of a session. */
  readonly noteChange: (id: SessionId, nodeId: string) => void
  /** Notes that this node has. */
  readonly noteOwnChange: (id: SessionId) => void
  readonly stop: () => void
}

/** Number of sessions of which the last origin is remembered. */
const rememberedChanges = 10_000
const settledAfterMs = 1_000

/** Origin of this node's own changes. */
const ownOrigin = ''

/**
 * Rereads sessions that several nodes have changed. The changes that one node publishes come in the order in which it made them.
 * Those of two nodes may not: a node that could not publish for a while then sends what is older than what is known here. Such
 * sessions are read again, at once and when all nodes have published.
 */
export function createContestedSessions(parts: {
  readonly sessionCache: Pick<SessionCache, 'refresh'>
  readonly clock: Pick<Clock, 'after'>
  readonly onDefect: (error: unknown) => void
}): ContestedSessions {
  const { sessionCache, clock, onDefect } = parts
  /** Of each session the node that last changed it. The oldest change first. */
  const lastOrigins = new Map<SessionId, string>()
  const contested = new Set<SessionId>()
  let isStopped = false
  let cancelReread: () => void = () => undefined

  function noteChange(id: SessionId, origin: string): void {
    if (isStopped) return
    const last = lastOrigins.get(id)
    lastOrigins.delete(id)
    lastOrigins.set(id, origin)
    const [oldest] = lastOrigins.keys()
    if (lastOrigins.size > rememberedChanges && oldest !== undefined) lastOrigins.delete(oldest)
    const isFirstHere = last === undefined && origin === ownOrigin
    if (last === origin || isFirstHere) return
    if (last !== undefined && origin !== ownOrigin) sessionCache.refresh([id]).catch(onDefect)
    contested.add(id)
    if (contested.size === 1) cancelReread = clock.after(settledAfterMs, rereadContested)
  }

  function rereadContested(): void {
    const ids = [...contested]
    contested.clear()
    sessionCache.refresh(ids).catch(onDefect)
  }

  return {
    noteChange,
    noteOwnChange: (id) => noteChange(id, ownOrigin),
    stop: () => {
      isStopped = true
      cancelReread()
    },
  }
}
