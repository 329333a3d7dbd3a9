import { openBareRoom } from '../fixtures/bareRoom.ts'
import { openRelayRoom } from '../fixtures/relayRoom.ts'
import { loadRoom } from '../fixtures/room.ts'
import type { Measurement, Sample } from '../runner/comparison.ts'
import { percentile } from '../runner/percentile.ts'
import { type FanOut, loadOpenLoop } from './openLoop.ts'
import type { RoomSize } from './roomThroughput.ts'

/** One turn each of relay and reference, in an order that favours neither; so many times in a round. */
const turnsInRound = 3

/**
 * Measures the latency of a scheduled message to the last member of a room, at half of the relay's highest rate: that rate is
 * found anew in each round, and bare Socket.IO is then sent the same number of messages in a second. Both stay open for the round
 * and are loaded in short turns, whose samples are put together: a machine that halts now and then, for whatever reason, does so
 * to both.
 */
export function fanOutLatency(members: number, size: RoomSize): Measurement {
  const contenders = ['relay, persisted, with receipts', 'reference: bare Socket.IO, nothing stored']
  return {
    comparisons: [
      {
        title: `Fan-out in a room of ${members}, open loop at half of the relay’s own most, p99`,
        unit: 'ms',
        better: 'less',
        contenders,
        floor: 3,
        aim: 1.6,
      },
    ],
    runRound: async () => {
      const relay = await openRelayRoom({ size: members, receipts: true })
      const bare = await openBareRoom(members)
      const most = await loadRoom(relay.members, size)
      await loadRoom(bare.members, size)
      const load = { ...size, messagesPerSecond: most.messagesPerSecond / 2 }
      const subject: FanOut[] = []
      const reference: FanOut[] = []
      const relayTurn = async () => subject.push(await loadOpenLoop(relay.members, load))
      const bareTurn = async () => reference.push(await loadOpenLoop(bare.members, load))
      for (let turn = 0; turn < turnsInRound; turn += 1)
        for (const take of turn % 2 === 0 ? [relayTurn, bareTurn] : [bareTurn, relayTurn]) await take()
      const sent = subject.reduce((sum, { acknowledged }) => sum + acknowledged, 0)
      await relay.verify(most.acknowledged + sent)
      await relay.close()
      await bare.close()
      return [[sampleOf(subject, load.messagesPerSecond), sampleOf(reference, load.messagesPerSecond)]]
    },
  }
}

function sampleOf(turns: readonly FanOut[], messagesPerSecond: number): Sample {
  const latenciesMs = Float64Array.from(turns.flatMap((turn) => [...turn.latenciesMs])).sort()
  const of = (part: number) => percentile(latenciesMs, part)
  return {
    value: of(0.99),
    beside: { 'at messages/s': messagesPerSecond, p50: of(0.5), 'p99.9': of(0.999), max: of(1) },
  }
}
