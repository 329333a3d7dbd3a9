import type { Clock } from '../../../shared/model/timing/clock.ts'

/** Watches which entries a person can see, and says how far the thread was read. */
export interface SeenTracker {
  /** The `seq`s that are in front of a person now: on an active tab, in a visible and focused window. None of them: an empty list. */
  readonly show: (seqs: readonly number[]) => void
  /** Entries that need no looking at: this person wrote them, or they are not messages. */
  readonly pass: (seqs: readonly number[]) => void
  /** The thread was read up to here, on this console or another. */
  readonly advance: (readUpTo: number) => void
  /** The person has answered what is in front of them: the thread is read up to there, and what they did not look at is passed over. */
  readonly answer: () => void
  readonly stop: () => void
}

interface SeenTrackerParts {
  readonly clock: Clock
  /** Time that an entry must stay in front of the person without a break, in ms. */
  readonly dwellMs: number
  readonly readUpTo: number
  /** The `seq` after which an earlier answer passed over what nobody had looked at; null: there is nothing of that. */
  readonly passedOver?: number | null
  /** Called with the new `seq` up to which the thread was read; grows with every call. */
  readonly onSeen: (upTo: number) => void
  /** Called when `passedOver` becomes another. */
  readonly onPassedOver?: (after: number | null) => void
}

/**
 * An entry is seen after it was shown for `dwellMs` without a break. What is reported is a watermark, so it stops at the first
 * entry that was not seen: jumping to the end does not make what was jumped over read. An answer does; what was not looked at by then is
 * remembered until it was.
 */
export function createSeenTracker(parts: SeenTrackerParts): SeenTracker {
  const { clock, dwellMs, onSeen } = parts
  let upTo = parts.readUpTo
  /** Everything up to here was looked at. Less than `upTo` where an answer passed over some. */
  let lookedUpTo = Math.min(parts.passedOver ?? upTo, upTo)
  let shownSince = new Map<number, number>()
  const seen = new Set<number>()
  let cancelTimer: (() => void) | null = null

  const afterSeen = (from: number) => {
    let to = from
    while (seen.has(to + 1)) to += 1
    return to
  }
  const passedOver = () => (lookedUpTo < upTo ? lookedUpTo : null)
  let notifiedOf = passedOver()

  const climb = () => {
    upTo = afterSeen(upTo)
    lookedUpTo = afterSeen(lookedUpTo)
    for (const seq of seen) if (seq <= lookedUpTo) seen.delete(seq)
    const now = passedOver()
    if (now === notifiedOf) return
    notifiedOf = now
    parts.onPassedOver?.(now)
  }

  const settle = () => {
    cancelTimer?.()
    cancelTimer = null
    const now = clock.steady()
    const reported = upTo
    let nextAt = Number.POSITIVE_INFINITY
    let settled = false
    for (const [seq, since] of shownSince) {
      if (seen.has(seq) || seq <= lookedUpTo) continue
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
      const now = clock.steady()
      shownSince = new Map(seqs.map((seq) => [seq, shownSince.get(seq) ?? now]))
      settle()
    },
    pass: (seqs) => {
      for (const seq of seqs) if (seq > lookedUpTo) seen.add(seq)
      climb()
    },
    advance: (next) => {
      if (next <= upTo) return
      // What was passed over here was not looked at elsewhere for certain.
      if (passedOver() === null) lookedUpTo = next
      upTo = next
      climb()
    },
    answer: () => {
      const inFront = Math.max(0, ...shownSince.keys())
      if (inFront <= upTo) return
      for (const seq of shownSince.keys()) if (seq > lookedUpTo) seen.add(seq)
      upTo = inFront
      climb()
      onSeen(upTo)
    },
    stop: () => {
      cancelTimer?.()
      cancelTimer = null
      shownSince = new Map()
    },
  }
}
