import type { Failure, Result } from '../../../shared/model/failure.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'

/** Keeps a draft on the disk in step with the screen without writing on every key. */
export interface DraftSaver {
  /** The text is now this; it is saved soon, also while typing goes on. */
  readonly change: (text: string) => void
  /** Saves now what is not saved yet. */
  readonly flush: () => void
  /** The same, and resolves when everything that was given to be saved is answered. */
  readonly handOver: () => Promise<void>
  /** The text is sent: returns the draft that the disk has of it, which goes with the message. Nothing is left to save. */
  readonly take: () => string
  /** The message is on the disk, and the draft that was taken for it went with it. */
  readonly released: (draft: string) => void
}

interface DraftSaverParts {
  readonly clock: Clock
  /** Longest time that a text may be unsaved, in ms. */
  readonly pauseMs: number
  /** Text that is on the disk already. */
  readonly saved: string
  /** Saves `text` in the place of `replaces`, which this window wrote or read before. */
  readonly save: (text: string, replaces: string) => Promise<Result<unknown>>
  /** Called with the reason why the newest text is not on the disk; null when it is. */
  readonly answered: (failure: Failure | null) => void
}

/** Time until a text is saved again that found no console. */
const againMs = 2_000

/** A text that is on the disk already is not saved again. */
export function createDraftSaver({ clock, pauseMs, saved, save, answered }: DraftSaverParts): DraftSaver {
  let onDisk = saved
  let latest = saved
  /** The text that was sent to be saved last, until that is acknowledged. */
  let given: string | null = null
  let cancelTimer: (() => void) | null = null
  let giving: Promise<void> = Promise.resolve()

  function rest(): void {
    cancelTimer?.()
    cancelTimer = null
  }

  async function give(text: string): Promise<void> {
    const replaces = given ?? onDisk
    given = text
    const result = await save(text, replaces)
    if (result.ok) onDisk = text
    if (given !== text) return
    given = null
    answered(result.ok ? null : result.failure)
    if (!result.ok && result.failure.kind === 'offline') cancelTimer ??= clock.after(againMs, flush)
  }

  function flush(): void {
    rest()
    if (latest !== (given ?? onDisk)) giving = give(latest)
  }

  return {
    change: (text) => {
      latest = text
      if (latest === (given ?? onDisk)) rest()
      else cancelTimer ??= clock.after(pauseMs, flush)
    },
    flush,
    handOver: () => {
      flush()
      return giving
    },
    take: () => {
      rest()
      latest = ''
      return given ?? onDisk
    },
    released: (draft) => {
      if (given === null && onDisk === draft) onDisk = ''
    },
  }
}
