import { openBareRoom } from './bareRoom.ts'
import { outboxEnqueue } from './outboxEnqueue.ts'
import { missingGround, onPostgres, onSqlite, type RelayGround } from './relayGround.ts'
import { openRelayRoom } from './relayRoom.ts'
import { loadRoom, type RoomLoad } from './room.ts'
import { type Contender, compare, holds, printVerdict, type Verdict } from './rounds.ts'

const small = process.argv.includes('--small')
const size = small ? { rounds: 5, warmUpMs: 500, durationMs: 1_500 } : { rounds: 7, warmUpMs: 2_000, durationMs: 6_000 }
const text = 'x'.repeat(200)

const roomOf = (members: number, receipts: boolean, count: (load: RoomLoad) => number): Contender => ({
  name: `relay, persisted${receipts ? ', with receipts' : ''}`,
  run: async () => {
    const room = await openRelayRoom({ size: members, receipts })
    const load = await loadRoom(room.members, { ...size, text })
    await room.verify(load.acknowledged)
    await room.close()
    return count(load)
  },
})

const bareRoomOf = (members: number, count: (load: RoomLoad) => number): Contender => ({
  name: 'reference: bare Socket.IO, nothing stored',
  run: async () => {
    const room = await openBareRoom(members)
    const load = await loadRoom(room.members, { ...size, text })
    await room.close()
    return count(load)
  },
})

function compareRooms(members: number, unit: string, count: (load: RoomLoad) => number, floor: number, aim: number) {
  const contenders = [roomOf(members, true, count), roomOf(members, false, count), bareRoomOf(members, count)]
  const title = `Room of ${members}, every member sending, one message under way each`
  return compare({ title, unit, contenders, floor, aim }, size.rounds)
}

function compareGrounds(subject: RelayGround, reference: RelayGround, floor: number, aim: number) {
  const contenders = [subject, reference].map(
    (ground): Contender => ({
      name: ground.name,
      run: async () => {
        const room = await openRelayRoom({ size: 10, receipts: false, ground })
        const load = await loadRoom(room.members, { ...size, text })
        await room.verify(load.acknowledged)
        await room.close()
        return load.messagesPerSecond
      },
    }),
  )
  const title = `Room of 10, ${subject.name} against ${reference.name}`
  return compare({ title, unit: 'messages/s', contenders, floor, aim }, size.rounds)
}

console.log(`interleaved rounds, medians, smallest and largest in brackets; Node ${process.version}`)
const verdicts: Verdict[] = []
const conclude = (verdict: Verdict) => {
  printVerdict(verdict)
  verdicts.push(verdict)
}
conclude(await compareRooms(10, 'messages/s', (load) => load.messagesPerSecond, 0.45, 0.8))
conclude(await compareRooms(50, 'deliveries/s', (load) => load.deliveriesPerSecond, 0.7, 1.0))
const missing = small ? 'databases and numbers of nodes; the full run compares them' : await missingGround()
if (missing === undefined) {
  conclude(await compareGrounds(onPostgres(1), onSqlite, 0.3, 0.8))
  conclude(await compareGrounds(onPostgres(2), onPostgres(1), 0.6, 0.9))
} else console.log(`\nnot measured: ${missing}`)
conclude(await compare(outboxEnqueue(small ? 2_000 : 10_000), size.rounds))

const held = verdicts.filter(holds).length
console.log(`\nbench: ${held} passed, ${verdicts.length - held} failed`)
process.exitCode = held === verdicts.length ? 0 : 1
