import fc from 'fast-check'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { occupancyField } from '../../../../relay/cluster/redis/nodeRegistry.ts'
import { createRemoteRooms } from '../../../../relay/dialects/rooms/remoteRooms.ts'
import { createRoomReplica } from '../../../../relay/dialects/rooms/roomReplica.ts'
import { createRooms } from '../../../../relay/dialects/rooms/rooms.ts'
import type { DialectConnection } from '../../../../relay/dialects/table/dialectConnection.ts'
import type { RoomChange } from '../../../../relay/dialects/table/dialectUpdates.ts'
import type { EventOf, RoomOccupancy } from '../../../../relay/events/relayEvent.ts'
import { createCachedSession } from '../../../../relay/sessions/cache/cachedSession.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { sessionRecord } from '../../../support/relay/sessionRecord.ts'

const doc = { userId: userIdSchema.parse('doc'), name: 'Doc', role: 'clinician' } as const
const nurse = { userId: userIdSchema.parse('nurse'), name: 'Nurse', role: 'clinician' } as const
const session = createCachedSession(sessionRecord())
const sessionId = session.record().id
const visit = 'visit:s1'
const call = 'call:s1'

const nothing = () => undefined

function connectionOf(id: string, principal: DialectConnection['principal']): DialectConnection {
  return {
    ...{ id, principal, admission: { userId: principal.userId }, namespace: '/', onlySession: undefined },
    ...{ dialect: undefined, rooms: new Map(), own: new Set(), expiresAtMs: 0, isGone: false },
    isPublished: () => false,
    ...{ cancelExpiry: nothing, send: nothing, end: nothing },
  }
}

const fieldOf = ({ connectionId, room }: RoomOccupancy) => occupancyField(connectionId, room)

interface NodeReading {
  readonly nodeId: string
  readonly occupancies: readonly RoomOccupancy[]
  readonly superseded: Set<string>
}

/** A node that receives what another has published, and reads the rooms of another, when the test wants it. A nurse is in the session. */
function createNode(id: string) {
  const remote = createRemoteRooms()
  const rooms = createRooms(remote)
  const announced: string[] = []
  function broadcast(kind: 'joined' | 'left', { userId, room, firstInSession, firstInRoom }: RoomChange): void {
    if (firstInSession) announced.push(`${userId} ${kind}`)
    if (firstInRoom) announced.push(`${userId} ${kind} ${room}`)
  }
  const replica = createRoomReplica({
    ...{ tables: {}, remote, rooms, broadcast, log: pino({ level: 'silent' }) },
    connections: { ofUser: () => new Set() },
    sessionCache: { peek: () => session, get: async () => session },
  })
  rooms.join(connectionOf(`nurse on ${id}`, nurse), 'visit:of the nurse', sessionId)

  const occupancies = new Map<string, RoomOccupancy>()
  const inboxes = new Map<string, EventOf<'room'>[]>()
  const readings: NodeReading[] = []
  return { ...{ id, rooms, announced, broadcast, replica, occupancies, inboxes, readings } }
}
type Node = ReturnType<typeof createNode>

/** Nodes with connections of the doctor: one that is named as its node, and more by other names. */
function createCluster(...ids: readonly string[]) {
  const nodes = new Map(ids.map((id) => [id, createNode(id)]))
  const connections = new Map<string, DialectConnection>()
  function node(id: string): Node {
    const found = nodes.get(id)
    if (!found) throw new Error(`there is no node ${id}`)
    return found
  }
  function connection(name: string): DialectConnection {
    const found = connections.get(name) ?? connectionOf(name, doc)
    connections.set(name, found)
    return found
  }
  function publish(by: Node, change: 'joined' | 'left', room: string, connectionId: string, sent: SentChange): void {
    const occupancy = { ...doc, connectionId, room, sessionId, isSubRoom: false }
    if (change === 'joined') by.occupancies.set(fieldOf(occupancy), occupancy)
    else by.occupancies.delete(fieldOf(occupancy))
    const event = { kind: 'room', change, occupancy, replacesOlder: false, ...sent } as const
    by.broadcast(change, { session, ...occupancy, replacesOlder: false, ...sent })
    for (const { id, inboxes } of nodes.values())
      if (id !== by.id) inboxes.set(by.id, [...(inboxes.get(by.id) ?? []), event])
  }
  function receive(id: string, from: string): boolean {
    const { inboxes, readings, replica } = node(id)
    const event = inboxes.get(from)?.shift()
    if (!event) return false
    for (const { nodeId, superseded } of readings) if (nodeId === from) superseded.add(fieldOf(event.occupancy))
    replica.roomChanged(event, from)
    return true
  }
  function reconcile(id: string): boolean {
    const { readings, replica } = node(id)
    const reading = readings.shift()
    if (reading) replica.reconcile(reading.nodeId, reading)
    return reading !== undefined
  }

  return {
    join: (id: string, { room = visit, by = id, isAnnounced = true } = {}) => {
      const change = node(id).rooms.join(connection(by), room, sessionId)
      if (change) publish(node(id), 'joined', room, by, sentChange(change, isAnnounced))
    },
    leave: (id: string, { room = visit, by = id, isAnnounced = true } = {}) => {
      const change = node(id).rooms.leave(connection(by), room)
      if (change) publish(node(id), 'left', room, by, sentChange(change, isAnnounced))
    },
    receive,
    /** Reads what another node has in the registry; `reconcile` applies it. */
    read: (id: string, of: string) =>
      void node(id).readings.push({
        nodeId: of,
        occupancies: [...node(of).occupancies.values()],
        superseded: new Set(),
      }),
    reconcile,
    receiveAll: () => {
      for (const id of ids) {
        for (const from of ids) while (receive(id, from));
        while (reconcile(id));
      }
    },
    announcedOn: (id: string) => node(id).announced,
    isAnywhere: (room?: string) =>
      [...nodes.values()].some(({ occupancies }) =>
        [...occupancies.values()].some((occupancy) => room === undefined || occupancy.room === room),
      ),
  }
}

type SentChange = Pick<EventOf<'room'>, 'firstInSession' | 'firstInRoom' | 'isAnnounced'>

const sentChange = (
  { firstInSession, firstInRoom }: Pick<RoomChange, 'firstInSession' | 'firstInRoom'>,
  isAnnounced: boolean,
): SentChange => ({
  firstInSession: isAnnounced && firstInSession,
  firstInRoom: isAnnounced && firstInRoom,
  isAnnounced,
})

/** Returns only what was announced of the whole session. */
const ofSession = (announced: readonly string[]) => announced.filter((one) => /^\w+ \w+$/.test(one))

describe('who joins and leaves on other nodes', () => {
  it('is announced as joined where the node that they join on has yet to receive that they left elsewhere', () => {
    const cluster = createCluster('a', 'b', 'c')
    cluster.join('b')
    cluster.receiveAll()
    cluster.join('c')
    cluster.receiveAll()
    cluster.leave('c')
    cluster.receive('a', 'c')
    cluster.receive('b', 'c')
    cluster.leave('b')
    cluster.receive('a', 'b')
    expect(ofSession(cluster.announcedOn('a'))).toEqual(['doc joined', 'doc left'])
    // c has yet to receive that they left b.
    cluster.join('c')
    cluster.receiveAll()
    for (const id of ['a', 'b'])
      expect(ofSession(cluster.announcedOn(id))).toEqual(['doc joined', 'doc left', 'doc joined'])
    expect(ofSession(cluster.announcedOn('c'))).toEqual(['doc joined'])
  })

  it('is announced as left where they leave two nodes before either has received it of the other', () => {
    const cluster = createCluster('a', 'b', 'c')
    cluster.join('b')
    cluster.receiveAll()
    cluster.join('c')
    cluster.receiveAll()
    cluster.leave('b')
    cluster.leave('c')
    cluster.receiveAll()
    for (const id of ['a', 'b', 'c']) expect(ofSession(cluster.announcedOn(id))).toEqual(['doc joined', 'doc left'])
  })

  it('is announced once where it is found in the registry before it is received', () => {
    const cluster = createCluster('a', 'b')
    cluster.join('b')
    cluster.read('a', 'b')
    cluster.reconcile('a')
    cluster.receive('a', 'b')
    expect(cluster.announcedOn('a')).toEqual(['doc joined', `doc joined ${visit}`])
    cluster.leave('b')
    cluster.read('a', 'b')
    cluster.reconcile('a')
    cluster.receive('a', 'b')
    expect(ofSession(cluster.announcedOn('a'))).toEqual(['doc joined', 'doc left'])
  })

  it('is announced neither by a join nor by a leave that the log has, and they are known to be there', () => {
    const cluster = createCluster('a', 'b')
    cluster.join('b', { isAnnounced: false })
    cluster.receiveAll()
    cluster.join('a')
    cluster.leave('a')
    cluster.join('b', { by: 'second' })
    cluster.receiveAll()
    expect(ofSession(cluster.announcedOn('a'))).toEqual([])
    cluster.leave('b', { isAnnounced: false })
    cluster.leave('b', { by: 'second', isAnnounced: false })
    cluster.receiveAll()
    expect(cluster.announcedOn('a')).toEqual([])
  })

  it('is announced as a node of an earlier version has published it', () => {
    const { replica, announced } = createNode('a')
    const occupancy = { ...doc, connectionId: 'b', room: visit, sessionId, isSubRoom: false }
    const event = { kind: 'room', occupancy, replacesOlder: false } as const
    const notFirst = { firstInSession: false, firstInRoom: false }
    replica.roomChanged({ ...event, change: 'joined', ...notFirst }, 'b')
    replica.roomChanged({ ...event, change: 'left', ...notFirst }, 'b')
    expect(announced).toEqual([])
    replica.roomChanged({ ...event, change: 'joined', firstInSession: true, firstInRoom: false }, 'b')
    replica.roomChanged({ ...event, change: 'left', firstInSession: false, firstInRoom: true }, 'b')
    expect(announced).toEqual(['doc joined', `doc left ${visit}`])
  })

  it('is announced in turn on every node, and last as it is, in whatever order the nodes receive it', () => {
    const ids = ['a', 'b', 'c']
    const id = fc.constantFrom(...ids)
    const room = fc.constantFrom(visit, call)
    const step = fc.oneof(
      fc.record({ kind: fc.constantFrom('join' as const, 'leave' as const), id, room, device: fc.nat(1) }),
      // A node reads and receives nothing of its own.
      fc
        .record({ kind: fc.constantFrom('receive' as const, 'read' as const), id, other: id })
        .filter(({ id, other }) => id !== other),
      fc.record({ kind: fc.constant('reconcile' as const), id }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const cluster = createCluster(...ids)
        for (const step of steps) {
          if (step.kind === 'reconcile') cluster.reconcile(step.id)
          else if ('other' in step) cluster[step.kind](step.id, step.other)
          else cluster[step.kind](step.id, { room: step.room, by: `${step.id}${step.device}` })
        }
        cluster.receiveAll()
        for (const of of [undefined, visit, call])
          for (const id of ids) {
            const kinds = cluster
              .announcedOn(id)
              .map((one) => one.split(' '))
              .filter(([, , room]) => room === of)
              .map(([, kind]) => kind)
            expect(kinds).toEqual(kinds.map((_, index) => (index % 2 === 0 ? 'joined' : 'left')))
            expect(kinds.at(-1) === 'joined').toBe(cluster.isAnywhere(of))
          }
      }),
      { numRuns: 1000 },
    )
  })
})
