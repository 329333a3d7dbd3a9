import { retryPolicyOf } from '../shared/model/failure.ts'
import type { SessionId } from '../shared/model/ids.ts'
import type { Thread } from '../shared/model/thread.ts'
import { backOffMs, type Jitter } from '../shared/model/timing/backOff.ts'
import type { Clock } from '../shared/model/timing/clock.ts'
import { advanceWatermark, noWatermark, type Watermark } from '../shared/model/watermark.ts'
import { limits } from '../shared/protocol/limits.ts'
import { clientTimings } from './clientTimings.ts'
import type { SendRequest } from './relaySocket.ts'

interface Mark extends Watermark {
  readonly sessionId: SessionId
  readonly thread: Thread
}

/** Creates the sender of a participant's own watermarks, from memory, many in one request. */
export function createSendReceipts(parts: {
  readonly clock: Pick<Clock, 'after'>
  readonly jitter: Jitter
  /** Receipts of so long a time go together, in milliseconds. */
  readonly gatherMs: number
  /** Returns how to ask over the socket; undefined while there is none. */
  readonly request: () => SendRequest | undefined
}) {
  const marks = new Map<string, Mark>()
  const unsent = new Set<string>()
  let isScheduled = false
  let failures = 0

  async function send(): Promise<void> {
    const keys = [...unsent].slice(0, limits.marksPerRequest)
    const request = parts.request()
    if (!request || keys.length === 0) return
    for (const key of keys) unsent.delete(key)
    const batch = keys.flatMap((key) => marks.get(key) ?? [])
    const reply = await request('watermark:advance', { marks: batch })
    if (reply.outcome === 'answered') failures = 0
    else if (retryPolicyOf[reply.failure.kind] !== 'never') {
      failures += 1
      for (const key of keys) unsent.add(key)
    }
    if (unsent.size > 0) schedule(failures > 0 ? backOffMs(failures, clientTimings.reconnect, parts.jitter) : 0)
  }

  function schedule(afterMs: number): void {
    if (isScheduled) return
    isScheduled = true
    parts.clock.after(Math.max(parts.gatherMs, afterMs), () => {
      isScheduled = false
      void send()
    })
  }

  return {
    /** Raises the watermark of a thread; what is lower than before changes nothing. */
    raise: (sessionId: SessionId, thread: Thread, raised: Partial<Watermark>): void => {
      const key = `${thread} ${sessionId}`
      const current = marks.get(key) ?? { ...noWatermark, sessionId, thread }
      const next = advanceWatermark(current, raised, Number.MAX_SAFE_INTEGER)
      if (next.deliveredUpTo === current.deliveredUpTo && next.readUpTo === current.readUpTo) return
      marks.set(key, { sessionId, thread, ...next })
      unsent.add(key)
      schedule(0)
    },
    /** Sends what could not be sent; to be called when a connection has opened. */
    resume: (): void => {
      if (unsent.size > 0) schedule(0)
    },
  }
}
