import type { Clock } from '../../../shared/model/timing/clock.ts'

interface HeartbeatParts {
  readonly clock: Clock
  /** A line on which nothing has come for this long is asked for a sign of life. */
  readonly beatEveryMs: number
  /** Asks the relay for an answer, whatever it is. */
  readonly beat: () => void
  /** Nothing has come since then (by the clock's `steady`), over two beats; null: something comes again. */
  readonly silenceChanged: (sinceMs: number | null) => void
}

/** Watches one line: whatever comes over it is a sign of life, and one that is missing twice is reported. */
export function createHeartbeat(parts: HeartbeatParts) {
  const { clock, beatEveryMs } = parts
  let lastSignAtMs = 0
  let isAsked = false
  let isSilent = false
  let cancelWait: (() => void) | null = null

  function lookAfter(delayMs: number): void {
    cancelWait = clock.after(delayMs, look)
  }

  // Looked at when it is due rather than planned anew with every frame, of which there may be thousands.
  function look(): void {
    cancelWait = null
    const quietMs = clock.steady() - lastSignAtMs
    if (quietMs < beatEveryMs) lookAfter(beatEveryMs - quietMs)
    else if (!isAsked) {
      isAsked = true
      parts.beat()
      lookAfter(beatEveryMs)
    } else {
      isSilent = true
      parts.silenceChanged(lastSignAtMs)
    }
  }

  function stop(): void {
    cancelWait?.()
    cancelWait = null
    if (isSilent) parts.silenceChanged(null)
    isSilent = false
  }

  function start(): void {
    stop()
    lastSignAtMs = clock.steady()
    isAsked = false
    lookAfter(beatEveryMs)
  }

  return {
    /** A line is open from now on. */
    start,
    /** Something has come over it. */
    noteSign: (): void => {
      lastSignAtMs = clock.steady()
      isAsked = false
      if (isSilent) start()
    },
    /** There is no line to watch. */
    stop,
  }
}
