import type { Entry } from '../../shared/model/entry.ts'
import type { UserId } from '../../shared/model/ids.ts'

/** Marker before the messages that are new to the person. It stays where it is while they read. */
export interface UnreadDivider {
  /** The `seq` of the first message that was new; undefined while there is none. */
  readonly from: () => number | undefined
  /**
   * Marks what others wrote after `readUpTo`, once what was missed has come in. When everything is new (0), nothing is marked.
   */
  readonly opened: (entries: readonly Entry[], readUpTo: number) => void
  /** More has come in while the page was not in front of the person. */
  readonly missed: (entries: readonly Entry[]) => void
  /** The person looks at the page again: the next absence has a line of its own. */
  readonly cameBack: () => void
  /** The person has written, and so has read. */
  readonly wrote: () => void
}

export function createUnreadDivider(userId: UserId): UnreadDivider {
  let from: number | undefined
  let isAway = false
  const firstOf = (entries: readonly Entry[], after: number) =>
    entries.find(({ seq, senderId, body }) => seq > after && senderId !== userId && body.kind === 'message')?.seq

  return {
    from: () => from,
    opened: (entries, readUpTo) => {
      from = readUpTo === 0 ? undefined : firstOf(entries, readUpTo)
    },
    missed: (entries) => {
      const first = firstOf(entries, 0)
      if (first === undefined) return
      if (!isAway) from = first
      isAway = true
    },
    cameBack: () => {
      isAway = false
    },
    wrote: () => {
      from = undefined
    },
  }
}
