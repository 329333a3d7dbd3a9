import type { Logger } from 'pino'
import type { UserId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { type Capability, readingsBy } from '../events/capability.ts'
import type { Store } from '../store/store.ts'
import { isNameless } from './access/nameInSession.ts'
import type { Principal } from './access/principal.ts'
import { relayItself } from './access/relayItself.ts'
import { announceAvailability } from './availability/announceAvailability.ts'
import type { CachedSession } from './cache/cachedSession.ts'
import type { SessionCache } from './cache/sessionCache.ts'
import type { SessionParts } from './createSessionUseCases.ts'
import { createIndexWords } from './finding/indexWords.ts'
import { createLoopUtilization } from './finding/loopUtilization.ts'
import { createExpireSessions } from './lifecycle/expireSessions.ts'
import type { Publish } from './sessionEvents.ts'

/** Carries out what happens to sessions without a request: they expire, clinicians come into hours, accounts change on other nodes, their words are
 * indexed. */
export function createSessionDuties(parts: {
  readonly store: Pick<Store, 'sessions' | 'words'>
  readonly sessionCache: Pick<SessionCache, 'inUse'>
  readonly publish: Publish
  readonly useCases: Pick<SessionParts, 'apply' | 'availability' | 'userChanged' | 'learnName'>
  /** Returns the connections of a user to this node. */
  readonly connectedAs: (userId: UserId) => Iterable<{ readonly principal: Principal }>
  readonly clock: Clock
  readonly log: Logger
}): Capability<CachedSession> {
  const { store, sessionCache, publish, useCases, connectedAs, clock, log } = parts
  const { apply, availability, userChanged, learnName } = useCases
  const expiry = createExpireSessions({ store, apply, relayItself, clock, log })
  const indexing = createIndexWords({ store, clock, log, utilization: createLoopUtilization(clock) })
  const onDefect = (error: unknown) => log.warn({ error }, 'a session could not be read again')
  let stopAnnouncing: () => void = () => undefined
  return {
    subscribe: {
      sessions: {
        fromThisNode: { entry: ({ entry }) => indexing.appended(entry) },
        fromOtherNodes: { user: ({ userId }) => void userChanged(userId).catch(onDefect) },
        fromAnyNode: {
          session: (_, session) => {
            const { active, expiresAtMs } = session.record()
            // Somebody may have connected before they were put into the session.
            for (const { userId } of session.record().participants.filter(isNameless))
              for (const { principal } of connectedAs(userId)) learnName(principal, [session])
            if (active && expiresAtMs !== null) expiry.mayExpireAt(expiresAtMs)
          },
        },
      },
    },
    gauges: () => readingsBy('sessionsByKind', sessionCache.inUse(), (session) => session.record().kind),
    start: () => {
      expiry.start()
      indexing.start()
      stopAnnouncing = announceAvailability({
        ...{ availability, publish, clock, log },
        listenedTo: sessionCache.inUse,
      })
    },
    stop: async () => {
      stopAnnouncing()
      await indexing.stop()
      await expiry.stop()
    },
  }
}
