import type { Logger } from 'pino'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import { type Publish, sessionEvent } from '../sessions/sessionEvents.ts'
import type { Store } from '../store/store.ts'
import { nodeLimits } from './nodeLimits.ts'

export interface ResyncParts {
  readonly store: Pick<Store, 'watermarks'>
  readonly sessionCache: SessionCache
  readonly deliverInSession: Publish
  readonly connectedUsers: () => Iterable<UserId>
  /** Returns the sessions that a connected user knows of. */
  readonly sessionsOf: (userId: UserId) => readonly CachedSession[]
  readonly hasOnlookers: () => boolean
  readonly clock: Pick<Clock, 'after'>
  readonly log: Logger
}

export interface Resync {
  /** Begins a run. While one is under way, another one follows it. */
  readonly request: () => void
  readonly stop: () => void
}

const sessionsAtOnce = 256

/**
 * Rereads all that concerns those who are connected here, after a time in which messages of other nodes may have been lost, and
 * delivers what they do not have. A run that fails is repeated: nobody else would notice what it had yet to find.
 */
export function createResync(parts: ResyncParts): Resync {
  const { store, sessionCache, deliverInSession, connectedUsers, sessionsOf, hasOnlookers, clock, log } = parts
  let isRunning = false
  let isRequestedAgain = false
  let isStopped = false
  let cancelRetry: () => void = () => undefined

  async function deliverWatermarks(ids: readonly SessionId[]): Promise<void> {
    for (const mark of await store.watermarks.of(ids)) {
      const session = sessionCache.peek(mark.sessionId)
      if (session) deliverInSession({ kind: 'watermark', mark }, session)
    }
  }

  async function deliverUnknown(
    of: Parameters<SessionCache['list']>[0],
    known: ReadonlySet<CachedSession>,
    delivered: Set<CachedSession>,
  ): Promise<void> {
    for (const session of await sessionCache.list(of)) {
      if (known.has(session) || delivered.has(session)) continue
      delivered.add(session)
      const watermarks = await store.watermarks.of([session.record().id])
      deliverInSession(sessionEvent(session, { watermarks }), session)
    }
  }

  async function readAll(): Promise<void> {
    // An onlooker may see any session that is in memory.
    const inMemory = new Set(hasOnlookers() ? sessionCache.all() : sessionCache.inUse())
    const ids = [...inMemory].map((session) => session.record().id)
    for (let start = 0; start < ids.length; start += sessionsAtOnce) {
      const some = ids.slice(start, start + sessionsAtOnce)
      // Differences are delivered by `outdated`, which the session cache calls.
      await sessionCache.refresh(some)
      await deliverWatermarks(some)
    }
    const delivered = new Set<CachedSession>()
    // A session may be in memory by somebody's request alone: its other participants have yet to know of it.
    for (const userId of new Set(connectedUsers()))
      await deliverUnknown({ participant: userId }, new Set(sessionsOf(userId)), delivered)
    if (hasOnlookers()) await deliverUnknown('supported', inMemory, delivered)
  }

  function run(): void {
    isRunning = true
    isRequestedAgain = false
    cancelRetry()
    readAll()
      .catch((error: unknown) => {
        log.error({ error }, 'what was missed could not be read')
        if (!isStopped) cancelRetry = clock.after(nodeLimits.heartbeatMs, request)
      })
      .finally(() => {
        isRunning = false
        if (isRequestedAgain && !isStopped) run()
      })
  }

  function request(): void {
    if (isRunning) isRequestedAgain = true
    else if (!isStopped) run()
  }

  return {
    request,
    stop: () => {
      isStopped = true
      cancelRetry()
    },
  }
}
