import type { Logger } from 'pino'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import { type Publish, sessionEvent } from '../sessions/sessionEvents.ts'
import type { Store } from '../store/store.ts'

export interface ResyncParts {
  readonly store: Pick<Store, 'watermarks'>
  readonly directory: SessionCache
  readonly deliverOf: Publish
  readonly connectedUsers: () => Iterable<UserId>
  readonly hasOnlookers: () => boolean
  readonly log: Logger
}

const sessionsAtOnce = 256

/**
 * Rereads all that concerns those who are connected here, after a time in which messages of other nodes may have been lost, and
 * delivers what they do not have. Requested while it runs, it runs once more.
 */
export function createResync(parts: ResyncParts): { readonly request: () => void } {
  const { store, directory, deliverOf, connectedUsers, hasOnlookers, log } = parts
  let isRunning = false
  let isRequestedAgain = false

  async function deliverWatermarks(ids: readonly SessionId[]): Promise<void> {
    for (const mark of await store.watermarks.of(ids)) {
      const session = directory.peek(mark.sessionId)
      if (session) deliverOf({ kind: 'watermark', mark }, session)
    }
  }

  async function deliverUnknown(known: Set<CachedSession>, of: Parameters<SessionCache['list']>[0]): Promise<void> {
    for (const session of await directory.list(of)) {
      if (known.has(session)) continue
      known.add(session)
      const watermarks = await store.watermarks.of([session.record().id])
      deliverOf(sessionEvent(session, { watermarks }), session)
    }
  }

  async function readAll(): Promise<void> {
    // An onlooker may see any session that is in memory.
    const known = new Set(hasOnlookers() ? directory.all() : directory.inUse())
    const ids = [...known].map((session) => session.record().id)
    for (let start = 0; start < ids.length; start += sessionsAtOnce) {
      const some = ids.slice(start, start + sessionsAtOnce)
      // Differences are delivered by `outdated`, which the directory calls.
      await directory.refresh(some)
      await deliverWatermarks(some)
    }
    for (const userId of new Set(connectedUsers())) await deliverUnknown(known, { participant: userId })
    if (hasOnlookers()) await deliverUnknown(known, 'supported')
  }

  function run(): void {
    isRunning = true
    isRequestedAgain = false
    readAll()
      .catch((error: unknown) => log.error({ error }, 'what was missed could not be read'))
      .finally(() => {
        isRunning = false
        if (isRequestedAgain) run()
      })
  }

  return {
    request: () => {
      if (isRunning) isRequestedAgain = true
      else run()
    },
  }
}
