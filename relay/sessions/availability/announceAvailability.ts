import type { Logger } from 'pino'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import { isExpired } from '../access/access.ts'
import type { CachedSession } from '../cache/cachedSession.ts'
import type { Publish } from '../sessionEvents.ts'
import type { Availability } from './availability.ts'

/** Interval at which it is announced that a clinician is in hours. */
export const announceEveryMs = 60_000

export interface AnnounceAvailabilityParts {
  /** The sessions of this node in which somebody who is connected takes part. */
  readonly listenedTo: () => Iterable<CachedSession>
  readonly availability: Pick<Availability, 'clinicianInHours'>
  readonly publish: Publish
  readonly clock: Clock
  readonly log: Logger
}

/**
 * Publishes every minute, for each open session that somebody listens to, whether a clinician is in hours. Returns a function
 * that ends it.
 */
export function announceAvailability(parts: AnnounceAvailabilityParts): () => void {
  const { listenedTo, availability, publish, clock, log } = parts
  let isUnderWay = false
  let cancel = clock.after(announceEveryMs, tick)

  function tick(): void {
    cancel = clock.after(announceEveryMs, tick)
    if (isUnderWay) return
    isUnderWay = true
    announceAll()
      .catch((error: unknown) => log.error({ error }, 'availability of clinicians could not be announced'))
      .finally(() => {
        isUnderWay = false
      })
  }

  async function announceAll(): Promise<void> {
    for (const session of listenedTo()) {
      const record = session.record()
      if (!record.active || isExpired(record, clock.now())) continue
      const clinicianId = await availability.clinicianInHours(session)
      if (clinicianId !== undefined) publish({ kind: 'clinicianReady', clinicianId }, session)
    }
  }

  return () => cancel()
}
