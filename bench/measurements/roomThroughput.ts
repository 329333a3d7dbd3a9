import { openBareRoom } from '../fixtures/bareRoom.ts'
import { onSqlite, type RelayBackend } from '../fixtures/relayBackend.ts'
import { openRelayRoom } from '../fixtures/relayRoom.ts'
import { loadRoom, type RoomLoad } from '../fixtures/room.ts'
import { type Comparison, type Contender, interleave, type Measurement } from '../runner/comparison.ts'

export interface RoomSize {
  readonly warmUpMs: number
  readonly durationMs: number
  readonly text: string
}

type Count = (load: RoomLoad) => number

const relayContender = (
  name: string,
  room: { readonly members: number; readonly receipts: boolean; readonly backend: RelayBackend },
  size: RoomSize,
  count: Count,
): Contender => ({
  name,
  run: async () => {
    const { members, verify, close } = await openRelayRoom({ ...room, size: room.members })
    const load = await loadRoom(members, size)
    await verify(load.acknowledged)
    await close()
    return { value: count(load) }
  },
})

/** Every member of a room sends, with one message under way each: the relay with and without receipts, against bare Socket.IO. */
export function roomThroughput(
  members: number,
  size: RoomSize,
  { count, ...comparison }: Pick<Comparison, 'unit' | 'floor' | 'aim'> & { readonly count: Count },
): Measurement {
  const title = `Room of ${members}, every member sending, one message under way each`
  return interleave({ title, better: 'more', ...comparison }, [
    relayContender('relay, persisted, with receipts', { members, receipts: true, backend: onSqlite }, size, count),
    relayContender('relay, persisted', { members, receipts: false, backend: onSqlite }, size, count),
    {
      name: 'reference: bare Socket.IO, nothing stored',
      run: async () => {
        const room = await openBareRoom(members)
        const load = await loadRoom(room.members, size)
        await room.close()
        return { value: count(load) }
      },
    },
  ])
}

/** The same room of 10 on two backends. */
export function backendThroughput(
  [subject, reference]: readonly [RelayBackend, RelayBackend],
  size: RoomSize,
  bounds: Pick<Comparison, 'floor' | 'aim'>,
): Measurement {
  const contenders = [subject, reference].map((backend) =>
    relayContender(backend.name, { members: 10, receipts: false, backend }, size, (load) => load.messagesPerSecond),
  )
  const title = `Room of 10, ${subject.name} against ${reference.name}`
  return interleave({ title, unit: 'messages/s', better: 'more', ...bounds }, contenders)
}
