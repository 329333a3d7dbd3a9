import type { Clock } from '../src/shared/model/clock.ts'
import type { SessionId } from '../src/shared/model/ids.ts'
import type { Thread } from '../src/shared/model/thread.ts'
import { advanceWatermark, noWatermark, type Watermark } from '../src/shared/model/watermark.ts'
import { limits } from '../src/shared/protocol/limits.ts'
import { up } from '../src/shared/protocol/up.ts'
import type { RelayConnection } from './relayConnection.ts'

/** Tells the relay how far a participant's watermarks have come, many in one request. */
export interface WatermarkReporter {
  /** Raises the watermark of a thread; what is lower than before changes nothing. */
  readonly raise: (sessionId: SessionId, thread: Thread, mark: Partial<Watermark>) => void
  /** Sends what could not be sent; to be called when a connection has opened. */
  readonly resume: () => void
}

const gatherMs = 50

interface Mark extends Watermark {
  readonly sessionId: SessionId
  readonly thread: Thread
}

export function createWatermarkReporter(clock: Clock, connection: () => RelayConnection | null): WatermarkReporter {
  const marks = new Map<string, Mark>()
  const unsent = new Set<string>()
  let isScheduled = false

  const send = async () => {
    const keys = [...unsent].slice(0, limits.marksPerRequest)
    const open = connection()
    if (!open || keys.length === 0) return
    for (const key of keys) unsent.delete(key)
    const batch = keys.flatMap((key) => marks.get(key) ?? [])
    const ack = await open.request('watermark:advance', { marks: batch }, up['watermark:advance'].ack)
    if (!ack.success && ack.retry !== 'never') for (const key of keys) unsent.add(key)
    if (ack.success && unsent.size > 0) schedule()
  }
  const schedule = () => {
    if (isScheduled) return
    isScheduled = true
    clock.after(gatherMs, () => {
      isScheduled = false
      void send()
    })
  }
  return {
    raise: (sessionId, thread, raised) => {
      const key = `${thread} ${sessionId}`
      const current = marks.get(key) ?? { ...noWatermark, sessionId, thread }
      const next = advanceWatermark(current, raised, Number.MAX_SAFE_INTEGER)
      if (next.deliveredUpTo === current.deliveredUpTo && next.readUpTo === current.readUpTo) return
      marks.set(key, { sessionId, thread, ...next })
      unsent.add(key)
      schedule()
    },
    resume: () => {
      if (unsent.size > 0) schedule()
    },
  }
}
