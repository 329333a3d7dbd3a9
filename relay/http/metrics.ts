import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { AppendOutcome, Store } from '../store/store.ts'

export interface Metrics {
  readonly registry: Registry
  readonly connections: Gauge
  readonly requestDuration: Histogram<'method' | 'route' | 'status'>
  /** The same store, with its appends counted. */
  readonly countAppends: (store: Store) => Store
}

/** Registers what the relay measures of itself in the given registry; one registry takes one relay. */
export function createMetrics(registry: Registry): Metrics {
  const registers = [registry]
  const entriesAppended = new Counter({
    name: 'rounds_entries_appended_total',
    help: 'Entries that were committed to the log',
    registers,
  })
  const batchSize = new Histogram({
    name: 'rounds_append_batch_entries',
    help: 'Entries that were handed to one commit of the log',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    registers,
  })
  const countAppended = (outcomes: readonly AppendOutcome[]) => {
    entriesAppended.inc(outcomes.filter(({ outcome }) => outcome === 'appended').length)
  }
  return {
    registry,
    connections: new Gauge({ name: 'rounds_connections', help: 'Open socket connections', registers }),
    requestDuration: new Histogram({
      name: 'rounds_http_request_duration_seconds',
      help: 'Duration of HTTP requests by route',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    countAppends: (store) => ({
      ...store,
      log: {
        ...store.log,
        appendAll: async (appends) => {
          const outcomes = await store.log.appendAll(appends)
          batchSize.observe(appends.length)
          countAppended(outcomes)
          return outcomes
        },
      },
      sessions: {
        ...store.sessions,
        put: async (session, appends) => {
          const outcomes = await store.sessions.put(session, appends)
          countAppended(outcomes)
          return outcomes
        },
        change: async (id, decide) => {
          const changed = await store.sessions.change(id, decide)
          countAppended(changed.outcomes)
          return changed
        },
      },
    }),
  }
}
