import type { Logger } from 'pino'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { type Capability, readingsBy } from '../events/capability.ts'
import type { Store } from '../store/store.ts'
import { relayItself } from './access/relayItself.ts'
import { announceAvailability } from './availability/announceAvailability.ts'
import type { CachedSession } from './cache/cachedSession.ts'
import type { SessionCache } from './cache/sessionCache.ts'
import type { SessionParts } from './createSessionUseCases.ts'
import { createExpireSessions } from './lifecycle/expireSessions.ts'
import type { Publish } from './sessionEvents.ts'

/** Carries out what happens to sessions without a request: they expire, clinicians come into hours, accounts change on other nodes. */
export function createSessionDuties(parts: {
  readonly store: Pick<Store, 'sessions'>
  readonly sessionCache: Pick<SessionCache, 'inUse'>
  readonly publish: Publish
  readonly useCases: Pick<SessionParts, 'apply' | 'availability' | 'userChanged'>
  readonly clock: Clock
  readonly log: Logger
}): Capability<CachedSession> {
  const { store, sessionCache, publish, useCases, clock, log } = parts
  const { apply, availability, userChanged } = useCases
  const expiry = createExpireSessions({ store, apply, relayItself, clock, log })
  const onDefect = (error: unknown) => log.warn({ error }, 'a session could not be read again')
  let stopAnnouncing: () => void = () => undefined
  return {
    subscribe: {
      sessions: {
        fromOtherNodes: { user: ({ userId }) => void userChanged(userId).catch(onDefect) },
        fromAnyNode: {
          session: (_, session) => {
            const { active, expiresAtMs } = session.record()
            if (active && expiresAtMs !== null) expiry.mayExpireAt(expiresAtMs)
          },
        },
      },
    },
    gauges: () => readingsBy('sessionsByKind', sessionCache.inUse(), (session) => session.record().kind),
    start: () => {
      expiry.start()
      stopAnnouncing = announceAvailability({
        ...{ availability, publish, clock, log },
        listenedTo: sessionCache.inUse,
      })
    },
    stop: async () => {
      stopAnnouncing()
      await expiry.stop()
    },
  }
}
