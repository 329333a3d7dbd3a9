import { findMissingBackend, onPostgres, onSqlite } from '../fixtures/relayBackend.ts'
import { fanOutLatency } from '../measurements/fanOutLatency.ts'
import { prepareIdleMemory } from '../measurements/idleMemory.ts'
import { outboxEnqueue } from '../measurements/outboxEnqueue.ts'
import { prepareReconnectStorm } from '../measurements/reconnectStorm.ts'
import { backendThroughput, roomThroughput } from '../measurements/roomThroughput.ts'
import type { Measurement } from './comparison.ts'

/** Measurement of `npm run bench`, under the name that chooses it. */
export interface NamedMeasurement {
  readonly name: string
  readonly rounds: number
  /** Returns why it cannot be done on this machine, or undefined. */
  readonly missing?: () => Promise<string | undefined>
  readonly prepare: () => Promise<Measurement>
}

const text = 'x'.repeat(200)

/** All of them: in minutes on a machine that builds, or at the size whose figures are kept. */
export function measurements(size: 'small' | 'full'): NamedMeasurement[] {
  const isSmall = size === 'small'
  const room = { warmUpMs: isSmall ? 500 : 2_000, durationMs: isSmall ? 1_500 : 6_000, text }
  const rounds = isSmall ? 3 : 7
  return [
    {
      name: 'room10',
      rounds,
      prepare: async () =>
        roomThroughput(10, room, {
          unit: 'messages/s',
          count: (load) => load.messagesPerSecond,
          floor: 0.45,
          aim: 0.8,
        }),
    },
    {
      name: 'room50',
      rounds,
      prepare: async () =>
        roomThroughput(50, room, {
          unit: 'deliveries/s',
          count: (load) => load.deliveriesPerSecond,
          floor: 0.7,
          aim: 1,
        }),
    },
    { name: 'latency10', rounds, prepare: async () => fanOutLatency(10, room) },
    ...(isSmall ? [] : [{ name: 'latency50', rounds, prepare: async () => fanOutLatency(50, room) }]),
    { name: 'memory', rounds: isSmall ? 2 : 5, prepare: () => prepareIdleMemory(isSmall ? 2_000 : 5_000) },
    { name: 'storm', rounds: isSmall ? 1 : 5, prepare: () => prepareReconnectStorm(2_000) },
    {
      name: 'postgres',
      rounds,
      missing: findMissingBackend,
      prepare: async () => backendThroughput([onPostgres(1), onSqlite], room, { floor: 0.3, aim: 0.8 }),
    },
    // Near its floor on two cores, where a few short rounds say little: judged at full size only.
    ...(isSmall
      ? []
      : [
          {
            name: 'nodes',
            rounds,
            missing: findMissingBackend,
            prepare: async () => backendThroughput([onPostgres(2), onPostgres(1)], room, { floor: 0.6, aim: 0.9 }),
          },
        ]),
    { name: 'outbox', rounds: isSmall ? 5 : 7, prepare: async () => outboxEnqueue(isSmall ? 2_000 : 10_000) },
  ]
}
