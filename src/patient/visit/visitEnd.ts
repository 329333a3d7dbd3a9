import { createRetryLoop } from '../outbox/retryLoop.ts'
import type { OwnInvitation } from '../store/keptRows.ts'
import type { VisitParts } from './visitParts.ts'

/** Whether the visit has ended. It may be opened again. */
export interface VisitEnd {
  readonly isEnded: () => boolean
  readonly end: () => void
  /** The session is open again. */
  readonly reopen: () => void
  /** Forgets nothing more on this device. */
  readonly stop: () => void
}

/** For what was written last to come in before what was written is forgotten. */
const lastEntriesMs = 1_500

/**
 * Ends the visit: what was written stays on the screen, and nowhere else; what nobody else has yet stays here, for when the session
 * is opened again.
 */
export function createVisitEnd(
  { store, clock, fraction }: Pick<VisitParts, 'store' | 'clock' | 'fraction'>,
  own: OwnInvitation,
  listener: { readonly ended: () => void; readonly reopened: () => void },
): VisitEnd {
  let isEnded = false
  const forgetting = createRetryLoop(
    async () => {
      if (isEnded) await store.forgetEntries(own)
      return 'idle'
    },
    { clock, fraction },
  )
  return {
    isEnded: () => isEnded,
    end: () => {
      if (isEnded) return
      isEnded = true
      listener.ended()
      clock.after(lastEntriesMs, forgetting.wake)
    },
    reopen: () => {
      if (!isEnded) return
      isEnded = false
      listener.reopened()
    },
    stop: forgetting.stop,
  }
}
