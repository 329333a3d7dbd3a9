import type { PresenceStatus } from '../src/shared/model/presence.ts'
import type { Role } from '../src/shared/model/role.ts'
import type { SessionKind } from '../src/shared/model/session.ts'
import type { DialectBook } from './dialects/dialectBook.ts'
import type { Connections } from './gateway/connections.ts'
import type { PresenceBoard } from './presence/presence.ts'
import type { SessionDirectory } from './sessions/sessionDirectory.ts'

/** Rooms that clients of the systems which moved to Rounds have joined, by how their names begin. */
const roomTypes = ['chat', 'call', 'visit', 'notifications', 'topic'] as const
export type RoomType = (typeof roomTypes)[number] | 'session'

/** Who and what is on a node at a moment. What there is none of is missing. */
export interface Census {
  /** Connections of all protocols. */
  readonly connections: number
  readonly connectionsByRole: ReadonlyMap<Role, number>
  /** Sessions in which someone takes part who is connected. */
  readonly sessionsByKind: ReadonlyMap<SessionKind, number>
  readonly roomsByType: ReadonlyMap<RoomType, number>
  /** Calls that ring or are under way. */
  readonly calls: number
  readonly presenceByStatus: ReadonlyMap<PresenceStatus, number>
}

export interface CensusParts {
  readonly connections: Pick<Connections, 'all' | 'count'>
  readonly book: Pick<DialectBook, 'all' | 'count'>
  readonly directory: Pick<SessionDirectory, 'inUse'>
  readonly board: Pick<PresenceBoard, 'all'>
  readonly openCalls: () => number
}

/** Counts what is there now. Walks over all connections: for who asks every few seconds. */
export function takeCensus({ connections, book, directory, board, openCalls }: CensusParts): Census {
  const dialects = [...book.all()]
  const rooms = new Set(dialects.flatMap((connection) => [...connection.rooms.keys()]))
  return {
    connections: connections.count() + book.count(),
    connectionsByRole: tally([...connections.all(), ...dialects], ({ asker }) => asker.role),
    sessionsByKind: tally(directory.inUse(), (session) => session.record().kind),
    roomsByType: tally(rooms, (room) => roomTypes.find((type) => room.startsWith(`${type}:`)) ?? 'session'),
    calls: openCalls(),
    presenceByStatus: tally(board.all(), ({ status }) => status),
  }
}

function tally<Item, Key>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, number> {
  const counts = new Map<Key, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  return counts
}
