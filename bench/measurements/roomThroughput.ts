import { openBareRoom } from '../fixtures/bareRoom.ts'
import { onSqlite, type RelayGround } from '../fixtures/relayGround.ts'
import { openRelayRoom } from '../fixtures/relayRoom.ts'
import { loadRoom, type RoomLoad } from '../fixtures/room.ts'
import { type Comparison, type Contender, inTurn, type Measurement } from '../runner/rounds.ts'

export interface RoomSize {
  readonly warmUpMs: number
  readonly durationMs: number
  readonly text: string
}

type Count = (load: RoomLoad) => number

const relayContender = (
  name: string,
  room: { readonly members: number; readonly receipts: boolean; readonly ground: RelayGround },
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
  return inTurn({ title, better: 'more', ...comparison }, [
    relayContender('relay, persisted, with receipts', { members, receipts: true, ground: onSqlite }, size, count),
    relayContender('relay, persisted', { members, receipts: false, ground: onSqlite }, size, count),
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

/** The same room of 10 on two grounds. */
export function groundThroughput(
  [subject, reference]: readonly [RelayGround, RelayGround],
  size: RoomSize,
  bounds: Pick<Comparison, 'floor' | 'aim'>,
): Measurement {
  const contenders = [subject, reference].map((ground) =>
    relayContender(ground.name, { members: 10, receipts: false, ground }, size, (load) => load.messagesPerSecond),
  )
  const title = `Room of 10, ${subject.name} against ${reference.name}`
  return inTurn({ title, unit: 'messages/s', better: 'more', ...bounds }, contenders)
}
