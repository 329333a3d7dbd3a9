import type { Reading } from '../events/capability.ts'
import { madeAtMost } from './madeOnce.ts'
import type { Metrics } from './metrics.ts'

/** Reads a relay's measurements of itself, in the text format of Prometheus. */
export type ReadMeasures = () => Promise<{ readonly content: string; readonly type: string }>

/**
 * So long, in ms, the measures that were taken last are given to whoever asks: to count everyone who is connected is work, and whoever
 * collects measures asks every few seconds.
 */
const freshMs = 100

/** `now` is of a clock that runs, in ms. */
export function createReadMeasures(parts: {
  readonly metrics: Pick<Metrics, 'take' | 'registry'>
  readonly gauges: () => readonly Reading[]
  readonly now: () => number
}): ReadMeasures {
  const { metrics, gauges, now } = parts
  return madeAtMost({ freshMs, now }, async () => {
    metrics.take(gauges())
    return { content: await metrics.registry.metrics(), type: metrics.registry.contentType }
  })
}
