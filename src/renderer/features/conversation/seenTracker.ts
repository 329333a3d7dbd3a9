import type { Clock } from '../../../shared/model/timing/clock.ts'

/** Watches which entries a person can see, and says how far the thread was seen without a gap. */
export interface SeenTracker {
  /** The `seq`s that are in front of a person now: on an active tab, in a visible and focused window. None of them: an empty list. */
  readonly show: (seqs: readonly number[]) => void
  /** Entries that need no looking at: this person wrote them, or they are not messages. */
  readonly pass: (seqs: readonly number[]) => void
  /** The thread was read up to here, on this console or another. */
  readonly advance: (readUpTo: number) => void
  readonly stop: () => void
}

interface SeenTrackerParts {
  readonly clock: Clock
  /** Time that an entry must stay in front of the person without a break, in ms. */
  readonly dwellMs: number
  readonly readUpTo: number
  /** Called with the new `seq` up to which everything was seen; grows with every call. */
  readonly onSeen: (upTo: number) => void
}

/**
 * An entry is seen after it was shown for `dwellMs` without a break. What is reported is a watermark, so it stops at the first
 * entry that was not seen: jumping to the end does not make what was jumped over read.
 */
export function createSeenTracker({ clock, dwellMs, readUpTo, onSeen }: SeenTrackerParts): SeenTracker {
  let upTo = readUpTo
  let shownSince = new Map<number, number>()
  const seen = new Set<number>()
  let cancelTimer: (() => void) | null = null

  const climb = () => {
    while (seen.delete(upTo + 1)) upTo += 1
  }

  const settle = () => {
    cancelTimer?.()
    cancelTimer = null
    const now = clock.now()
    const reported = upTo
    let nextAt = Number.POSITIVE_INFINITY
    let settled = false
    for (const [seq, since] of shownSince) {
      if (seen.has(seq) || seq <= upTo) continue
      if (now - since >= dwellMs) {
        seen.add(seq)
        settled = true
      } else {
        nextAt = Math.min(nextAt, since + dwellMs)
      }
    }
    climb()
    if (nextAt < Number.POSITIVE_INFINITY) cancelTimer = clock.after(nextAt - now, settle)
    if (settled && upTo > reported) onSeen(upTo)
  }

  return {
    show: (seqs) => {
      const now = clock.now()
      shownSince = new Map(seqs.map((seq) => [seq, shownSince.get(seq) ?? now]))
      settle()
    },
    pass: (seqs) => {
      for (const seq of seqs) if (seq > upTo) seen.add(seq)
      climb()
    },
    advance: (next) => {
      if (next <= upTo) return
      upTo = next
      for (const seq of seen) if (seq <= upTo) seen.delete(seq)
      climb()
    },
    stop: () => {
      cancelTimer?.()
      cancelTimer = null
      shownSince = new Map()
    },
  }
}
