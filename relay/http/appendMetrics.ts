import { Counter, Histogram, type Registry } from 'prom-client'
import type { Entry } from '../../src/shared/model/entry.ts'
import type { Store } from '../store/store.ts'

/** Registers the metrics of what is committed to the log. Returns a function from a store to the same, with its appends counted. */
export function createAppendMetrics(registers: Registry[]): (store: Store) => Store {
  const entriesAppended = new Counter({
    name: 'rounds_entries_appended_total',
    help: 'Entries that were committed to the log',
    registers,
  })
  const messages = new Counter({
    name: 'rounds_messages_total',
    help: 'Messages that were committed to the log, by type: its rate is the throughput',
    labelNames: ['type'],
    registers,
  })
  const batchSize = new Histogram({
    name: 'rounds_append_batch_entries',
    help: 'Entries that were handed to one commit of the log',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    registers,
  })
  const countEntry = ({ body }: Entry) => {
    entriesAppended.inc()
    if (body.kind === 'message') messages.inc({ type: body.type })
  }
  return (store) => ({
    ...store,
    log: {
      ...store.log,
      appendAll: async (appends) => {
        const outcomes = await store.log.appendAll(appends)
        batchSize.observe(appends.length)
        for (const outcome of outcomes) if (outcome.outcome === 'appended') countEntry(outcome.entry)
        return outcomes
      },
    },
    sessions: {
      ...store.sessions,
      change: async (order) => {
        const changed = await store.sessions.change(order)
        if (changed.outcome === 'changed') changed.entries.forEach(countEntry)
        return changed
      },
    },
  })
}
