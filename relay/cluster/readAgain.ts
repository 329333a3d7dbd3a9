import type { Logger } from 'pino'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import { type Publish, sessionEvent } from '../sessions/sessionEvents.ts'
import type { Store } from '../store/store.ts'

export interface ReadAgainParts {
  readonly store: Pick<Store, 'watermarks'>
  readonly directory: SessionCache
  readonly deliverOf: Publish
  readonly connectedUsers: () => Iterable<UserId>
  readonly hasOnlookers: () => boolean
  readonly log: Logger
}

const sessionsAtOnce = 256

/**
 * After a time in which news may have been lost: reads what concerns those who are connected here, and announces what they
 * do not have. Asked while it runs, it runs once more.
 */
export function createReadAgain(parts: ReadAgainParts): { readonly ask: () => void } {
  const { store, directory, deliverOf, connectedUsers, hasOnlookers, log } = parts
  let isRunning = false
  let isAskedAgain = false

  async function announceWatermarks(ids: readonly SessionId[]): Promise<void> {
    for (const mark of await store.watermarks.of(ids)) {
      const session = directory.peek(mark.sessionId)
      if (session) deliverOf({ kind: 'watermark', mark }, session)
    }
  }

  async function announceUnknown(known: Set<CachedSession>, of: Parameters<SessionCache['list']>[0]): Promise<void> {
    for (const session of await directory.list(of)) {
      if (known.has(session)) continue
      known.add(session)
      const watermarks = await store.watermarks.of([session.record().id])
      deliverOf(sessionEvent(session, { watermarks }), session)
    }
  }

  async function readAll(): Promise<void> {
    // Who looks on may be told of any that is in memory.
    const known = new Set(hasOnlookers() ? directory.all() : directory.inUse())
    const ids = [...known].map((session) => session.record().id)
    for (let start = 0; start < ids.length; start += sessionsAtOnce) {
      const some = ids.slice(start, start + sessionsAtOnce)
      // What differs is announced by the directory's own listeners.
      await directory.refresh(some)
      await announceWatermarks(some)
    }
    for (const userId of new Set(connectedUsers())) await announceUnknown(known, { participant: userId })
    if (hasOnlookers()) await announceUnknown(known, 'supported')
  }

  function run(): void {
    isRunning = true
    isAskedAgain = false
    readAll()
      .catch((error: unknown) => log.error({ error }, 'what was missed could not be read'))
      .finally(() => {
        isRunning = false
        if (isAskedAgain) run()
      })
  }

  return {
    ask: () => {
      if (isRunning) isAskedAgain = true
      else run()
    },
  }
}
