import { reachedBy } from '../../shared/model/deliveryStatus.ts'
import type { Session } from '../../shared/model/session.ts'
import type { Jitter } from '../../shared/model/timing/backOff.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import {
  advanceWatermark,
  noWatermark,
  type ParticipantWatermark,
  type Watermark,
} from '../../shared/model/watermark.ts'
import { createRetryLoop } from '../outbox/retryLoop.ts'
import type { OwnInvitation } from '../store/keptRows.ts'
import type { PageStore } from '../store/pageStore.ts'

/** The session as the relay last sent it, and how far the person's own messages have ever come; kept on this device too. */
export interface SessionState {
  readonly current: () => Session | undefined
  /** The furthest that the person's own messages have ever come. */
  readonly reached: () => Watermark
  /** Reads what was kept from before. */
  readonly load: () => Promise<void>
  /** Takes the session as the relay sends it; watermarks only grow. */
  readonly update: (next: Session) => void
  readonly updateWatermarks: (marks: readonly ParticipantWatermark[]) => void
  /** Keeps nothing more on this device. */
  readonly stop: () => void
}

export function createSessionState(
  parts: Jitter & { readonly own: OwnInvitation; readonly store: PageStore; readonly clock: Clock },
): SessionState {
  const { own, store } = parts
  const self = { thread: 'care', senderId: own.userId, senderRole: 'patient' } as const
  let session: Session | undefined
  let reached = noWatermark
  const saving = createRetryLoop(async () => {
    if (session) await store.putSession(own, { session, reached })
    return 'idle'
  }, parts)

  function set(next: Session): void {
    session = next
    reached = reachedBy(reached, self, next.participants, next.watermarks)
    saving.wake()
  }

  return {
    current: () => session,
    reached: () => reached,
    load: async () => {
      const kept = await store.findSession(own)
      session = kept?.session
      reached = kept?.reached ?? noWatermark
    },
    update: (next) => set({ ...next, watermarks: merged(session?.watermarks ?? [], next.watermarks) }),
    updateWatermarks: (marks) => {
      if (session) set({ ...session, watermarks: merged(session.watermarks, marks) })
    },
    stop: saving.stop,
  }
}

function merged(known: readonly ParticipantWatermark[], next: readonly ParticipantWatermark[]): ParticipantWatermark[] {
  const result = [...known]
  for (const { userId, thread, deliveredUpTo, readUpTo } of next) {
    const at = result.findIndex((item) => item.userId === userId && item.thread === thread)
    const grown = advanceWatermark(result[at] ?? noWatermark, { deliveredUpTo, readUpTo }, Number.MAX_SAFE_INTEGER)
    if (at === -1) result.push({ userId, thread, ...grown })
    else result[at] = { userId, thread, ...grown }
  }
  return result
}
