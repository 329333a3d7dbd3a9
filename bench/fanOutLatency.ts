import { openBareRoom } from './bareRoom.ts'
import { type FanOutLatency, loadOpenLoop } from './openLoop.ts'
import { openRelayRoom } from './relayRoom.ts'
import { loadRoom } from './room.ts'
import type { RoomSize } from './roomThroughput.ts'
import type { Measurement, Sample } from './rounds.ts'

/**
 * How late the last member of a room has a message that was sent by a schedule, at half of what the relay does at its most: that is found
 * anew in each round, and bare Socket.IO is then sent the same number of messages in a second.
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
      const most = await loadRoom(relay.members, size)
      const load = { ...size, messagesPerSecond: most.messagesPerSecond / 2 }
      const subject = await loadOpenLoop(relay.members, load)
      await relay.verify(most.acknowledged + subject.acknowledged)
      await relay.close()

      const bare = await openBareRoom(members)
      await loadRoom(bare.members, size)
      const reference = await loadOpenLoop(bare.members, load)
      await bare.close()
      return [[sampleOf(subject, load.messagesPerSecond), sampleOf(reference, load.messagesPerSecond)]]
    },
  }
}

function sampleOf({ p50Ms, p99Ms, p999Ms, maxMs }: FanOutLatency, messagesPerSecond: number): Sample {
  return { value: p99Ms, beside: { 'at messages/s': messagesPerSecond, p50: p50Ms, 'p99.9': p999Ms, max: maxMs } }
}
