import type { Clock } from '../../../shared/model/clock.ts'

/** Keeps a draft on the disk in step with the screen without writing on every key. */
export interface DraftSaver {
  /** The text is now this; it is saved after a pause. */
  readonly change: (text: string) => void
  /** Saves now what is not saved yet. */
  readonly flush: () => void
}

interface DraftSaverParts {
  readonly clock: Clock
  /** How long to wait for the next key before saving, in ms. */
  readonly pauseMs: number
  /** What is on the disk already. */
  readonly saved: string
  readonly save: (text: string) => void
}

/** Every change restarts the pause. A text that is on the disk already is not saved again. */
export function createDraftSaver({ clock, pauseMs, saved, save }: DraftSaverParts): DraftSaver {
  let onDisk = saved
  let latest = saved
  let cancelTimer: (() => void) | null = null

  const flush = () => {
    cancelTimer?.()
    cancelTimer = null
    if (latest === onDisk) return
    onDisk = latest
    save(latest)
  }

  return {
    change: (text) => {
      latest = text
      cancelTimer?.()
      cancelTimer = latest === onDisk ? null : clock.after(pauseMs, flush)
    },
    flush,
  }
}
