import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Reading } from '../events/capability.ts'
import type { Store } from '../store/store.ts'
import { createAppendMetrics } from './appendMetrics.ts'

export interface Metrics {
  readonly registry: Registry
  readonly requestDuration: Histogram<'method' | 'route' | 'status'>
  /** Takes over who and what is there now. */
  readonly take: (readings: readonly Reading[]) => void
  /** Something was refused because there was too much of it. */
  readonly rateLimited: (limit: string) => void
  /** The same store, with its appends counted. */
  readonly countAppends: (store: Store) => Store
}

/** Registers what the relay measures of itself in the given registry; one registry takes one relay. */
export function createMetrics(registry: Registry): Metrics {
  const registers = [registry]
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name, help, labelNames, registers })
  const connections = gauge('rounds_connections', 'Open socket connections')
  const connectionsByRole = gauge('rounds_connections_by_role', 'Open socket connections by role of their user', [
    'role',
  ])
  const sessions = gauge('rounds_sessions_active', 'Sessions with someone connected, by kind', ['kind'])
  const rooms = gauge('rounds_rooms_active', 'Rooms that clients of the dialects have joined, by type', ['type'])
  const calls = gauge('rounds_calls_active', 'Calls that ring or are under way')
  const presence = gauge('rounds_presence', 'Users who are or were connected, by status', ['status'])
  const refusals = new Counter({
    name: 'rounds_rate_limited_total',
    help: 'Refusals because there was too much, by limit',
    labelNames: ['limit'],
    registers,
  })
  const plain = { connections, calls }
  const add = {
    connectionsByRole: (role: string, count: number) => connectionsByRole.inc({ role }, count),
    sessionsByKind: (kind: string, count: number) => sessions.inc({ kind }, count),
    roomsByType: (type: string, count: number) => rooms.inc({ type }, count),
    presenceByStatus: (status: string, count: number) => presence.inc({ status }, count),
  }
  return {
    registry,
    requestDuration: new Histogram({
      name: 'rounds_http_request_duration_seconds',
      help: 'Duration of HTTP requests by route',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    take: (readings) => {
      // What there is none of any more must not keep its last value.
      for (const each of [connections, calls, connectionsByRole, sessions, rooms, presence]) each.reset()
      for (const reading of readings)
        if ('label' in reading) add[reading.gauge](reading.label, reading.value)
        else plain[reading.gauge].inc(reading.value)
    },
    rateLimited: (limit) => refusals.inc({ limit }),
    countAppends: createAppendMetrics(registers),
  }
}
