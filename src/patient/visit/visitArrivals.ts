import type { Entry } from '../../shared/model/entry.ts'
import type { OwnInvitation } from '../store/keptRows.ts'
import type { VisitData } from './visitData.ts'

/** Receiver of entries that come in. */
export interface VisitArrivals {
  /** Entries are here: what was kept from before, or what is new. */
  readonly arrived: (entries: readonly Entry[], isNew: boolean) => void
  /** Everything that was missed has come in, at the opening or after a break. */
  readonly caughtUp: () => void
}

/** Marks as unread, and announces, what comes in after everything that was missed at the opening. */
export function createVisitArrivals(
  { userId }: OwnInvitation,
  { conversation, outbox, unread }: Pick<VisitData, 'conversation' | 'outbox' | 'unread'>,
  listener: {
    /** Entries of others are new. */
    readonly announce: (entries: readonly Entry[]) => void
    /** Everything that was missed at the opening is here. */
    readonly opened: () => void
  },
): VisitArrivals {
  let hasCaughtUp = false
  return {
    arrived: (entries, isNew) => {
      outbox.settle(new Set(entries.filter(({ senderId }) => senderId === userId).map(({ id }) => id)))
      if (!isNew || !hasCaughtUp) return
      if (document.visibilityState !== 'visible') unread.missed(entries)
      listener.announce(entries.filter(({ senderId }) => senderId !== userId))
    },
    caughtUp: () => {
      outbox.flush()
      if (hasCaughtUp) return
      hasCaughtUp = true
      unread.opened(conversation.entries(), conversation.readAtOpening())
      listener.opened()
    },
  }
}
