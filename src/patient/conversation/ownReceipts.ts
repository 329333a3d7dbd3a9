import type { RelaySocket } from '../../client/relaySocket.ts'
import { createSendReceipts } from '../../client/sendReceipts.ts'
import type { SessionId } from '../../shared/model/ids.ts'
import type { Jitter } from '../../shared/model/timing/backOff.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import { advanceWatermark, noWatermark, type Watermark } from '../../shared/model/watermark.ts'

/** The person's own watermark in the care thread, and the receipts that take it to the relay. */
export interface OwnReceipts {
  /** Takes the watermark that the relay has. */
  readonly adopt: (mark: Watermark) => void
  /** Raises the watermark, never beyond the newest entry (its `seq`) that the page has, and sends it. */
  readonly raise: (next: Partial<Watermark>, newest: number) => void
  /** Sends what could not be sent without a connection. */
  readonly resume: () => void
}

/** Receipts of so long a time go together. */
const receiptDelayMs = 150

export function createOwnReceipts(
  parts: Jitter & {
    readonly sessionId: SessionId
    readonly socket: () => RelaySocket | undefined
    readonly clock: Clock
  },
): OwnReceipts {
  let mark = noWatermark
  const receipts = createSendReceipts({
    ...{ clock: parts.clock, jitter: parts, gatherMs: receiptDelayMs },
    request: () => parts.socket()?.request,
  })
  return {
    adopt: (known) => {
      mark = advanceWatermark(mark, known, Number.MAX_SAFE_INTEGER)
    },
    raise: (next, newest) => {
      mark = advanceWatermark(mark, next, newest)
      if (newest > 0) receipts.raise(parts.sessionId, 'care', mark)
    },
    resume: receipts.resume,
  }
}
