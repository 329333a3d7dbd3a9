import { FailureError } from '../../../src/shared/model/failure.ts'
import { type Access, requireOpen, requireTakesPart } from '../access/access.ts'
import type { Availability } from '../availability/availability.ts'
import type { CachedSession } from '../cache/cachedSession.ts'
import type { SessionCache } from '../cache/sessionCache.ts'

/**
 * Authorises posting: throws `FailureError` unless something new may be written in a session: `sessionClosed` when it is not open, `forbidden` when the
 * author takes no part, `outsideHours` when a patient writes and no clinician is in hours.
 */
export async function requireCanPost(
  sessionCache: Pick<SessionCache, 'refresh'>,
  session: CachedSession,
  access: Access,
  availability: Pick<Availability, 'isInHours'>,
  nowMs: number,
): Promise<void> {
  await requireOpen(sessionCache, session, nowMs)
  requireTakesPart(access)
  if (access.role === 'patient' && !(await availability.isInHours(session)))
    throw new FailureError(
      'outsideHours',
      'Your clinician is not available now. Write again within the hours of the practice.',
    )
}
