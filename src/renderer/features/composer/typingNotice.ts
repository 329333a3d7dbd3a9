import type { Clock } from '../../../shared/model/timing/clock.ts'

/** Notifies the others that this person types, no oftener than needed, and that it is over. */
export interface TypingNotice {
  /** A key changed the text. */
  readonly typed: () => void
  /** The text was sent, emptied or left. */
  readonly stop: () => void
}

interface TypingNoticeParts {
  readonly clock: Clock
  /** Interval at which a notice is renewed while typing goes on, in ms: well within the relay's expiry. */
  readonly renewMs: number
  /** After how long without a key it is over, in ms. */
  readonly idleMs: number
  readonly setTyping: (typing: boolean) => void
}

export function createTypingNotice({ clock, renewMs, idleMs, setTyping }: TypingNoticeParts): TypingNotice {
  let notifiedAt: number | null = null
  let cancelIdle: (() => void) | null = null

  const stop = () => {
    cancelIdle?.()
    cancelIdle = null
    if (notifiedAt === null) return
    notifiedAt = null
    setTyping(false)
  }

  return {
    typed: () => {
      const now = clock.steady()
      if (notifiedAt === null || now - notifiedAt >= renewMs) {
        notifiedAt = now
        setTyping(true)
      }
      cancelIdle?.()
      cancelIdle = clock.after(idleMs, stop)
    },
    stop,
  }
}
