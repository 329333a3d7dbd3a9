import { FailureError } from '../../../src/shared/model/failure.ts'
import { advanceWatermark, noWatermark } from '../../../src/shared/model/watermark.ts'
import type { StoredWatermark } from '../../store/log/watermarkStore.ts'
import { accessOf } from '../access/access.ts'
import type { SessionCache } from '../cache/sessionCache.ts'
import type { SessionUseCases } from '../sessionUseCases.ts'

export interface AdvanceWatermarksParts {
  readonly sessionCache: SessionCache
  /** Raises the marks and publishes those that grew; resolves after the commit. */
  readonly raise: (marks: readonly StoredWatermark[]) => Promise<unknown>
}

/** See `SessionUseCases.advanceWatermarks`. */
export function createAdvanceWatermarks(parts: AdvanceWatermarksParts): SessionUseCases['advanceWatermarks'] {
  const { sessionCache, raise } = parts
  return async (principal, { marks }) => {
    const raised: StoredWatermark[] = []
    let isAnyTheirs = false
    for (const mark of marks) {
      const session = sessionCache.getFresh(mark.sessionId) ?? (await sessionCache.get(mark.sessionId))
      const access = session && accessOf(session, principal)
      if (!session || !access?.threads.includes(mark.thread)) continue
      isAnyTheirs = true
      // An administrator who looks on leaves no trace in what the participants are shown.
      if (!access.isParticipant) continue
      if (Math.max(mark.deliveredUpTo, mark.readUpTo) > session.head(mark.thread))
        await sessionCache.refreshHeads(session)
      raised.push({
        sessionId: mark.sessionId,
        thread: mark.thread,
        userId: principal.userId,
        ...advanceWatermark(noWatermark, mark, session.head(mark.thread)),
      })
    }
    if (!isAnyTheirs) throw new FailureError('notFound', 'There is no such session for this user.')
    if (raised.length > 0) await raise(raised)
  }
}
