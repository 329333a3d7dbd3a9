import type { Session } from '../../src/shared/model/session.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { StoredWatermark } from '../store/log/watermarkStore.ts'
import type { CachedSession } from './cache/cachedSession.ts'

/** The session as someone sees it who sees these threads; `watermarks` may hold those of other sessions too. */
export function viewSession(
  session: CachedSession,
  watermarks: readonly StoredWatermark[],
  threads: readonly Thread[],
): Session {
  const record = session.record()
  return {
    id: record.id,
    kind: record.kind,
    active: record.active,
    createdAt: record.createdAtMs,
    ...(record.expiresAtMs === null ? {} : { expiresAt: record.expiresAtMs }),
    ...(record.patient === null ? {} : { patient: record.patient }),
    ...(record.claimedBy === null ? {} : { claimedBy: record.claimedBy }),
    ...(record.dispute === null ? {} : { dispute: record.dispute }),
    ...(record.escalation === null ? {} : { escalation: record.escalation }),
    ...(record.later === null || !threads.includes('staff') ? {} : { later: record.later }),
    // For the staff: the patient knows.
    participants: record.participants.map(({ userId, name, role, triedAtMs }) => ({
      ...{ userId, name, role },
      ...(triedAtMs !== undefined && threads.includes('staff') ? { triedToWriteAt: triedAtMs } : {}),
    })),
    watermarks: watermarks
      .filter((mark) => mark.sessionId === record.id && threads.includes(mark.thread))
      .map(({ userId, thread, deliveredUpTo, readUpTo }) => ({ userId, thread, deliveredUpTo, readUpTo })),
    heads: {
      care: session.head('care'),
      ...(threads.includes('staff') ? { staff: session.head('staff') } : {}),
    },
  }
}
