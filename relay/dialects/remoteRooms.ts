import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Role } from '../../src/shared/model/role.ts'

export interface RoomMember {
  readonly userId: UserId
  readonly role: Role
}

export interface RemoteRooms {
  /** Someone came into a room on another node, or left it there. */
  readonly note: (
    kind: 'joined' | 'left',
    change: RoomMember & { readonly room: string; readonly sessionId: SessionId },
  ) => void
  readonly inRoom: (room: string) => readonly RoomMember[]
  readonly isInRoom: (room: string, userId: UserId) => boolean
  readonly isInSession: (sessionId: SessionId, userId: UserId) => boolean
}

interface Counted {
  readonly role: Role
  readonly connections: number
}

/** Who is in which room on other nodes. Whoever is no longer present anywhere is in none, whatever was told of them. */
export function createRemoteRooms(isPresent: (userId: UserId) => boolean): RemoteRooms {
  const places = new Map<string, Map<UserId, Counted>>()
  const sessionKey = (sessionId: SessionId) => `session ${sessionId}`
  const roomKey = (room: string) => `room ${room}`

  function count(key: string, { userId, role }: RoomMember, by: 1 | -1): void {
    const members = places.get(key) ?? new Map<UserId, Counted>()
    const connections = (members.get(userId)?.connections ?? 0) + by
    if (connections > 0) members.set(userId, { role, connections })
    else members.delete(userId)
    for (const member of members.keys()) if (!isPresent(member)) members.delete(member)
    if (members.size > 0) places.set(key, members)
    else places.delete(key)
  }
  const isIn = (key: string, userId: UserId) => places.get(key)?.has(userId) === true && isPresent(userId)

  return {
    note: (kind, change) => {
      const by = kind === 'joined' ? 1 : -1
      count(roomKey(change.room), change, by)
      count(sessionKey(change.sessionId), change, by)
    },
    inRoom: (room) =>
      [...(places.get(roomKey(room)) ?? [])].flatMap(([userId, { role }]) =>
        isPresent(userId) ? [{ userId, role }] : [],
      ),
    isInRoom: (room, userId) => isIn(roomKey(room), userId),
    isInSession: (sessionId, userId) => isIn(sessionKey(sessionId), userId),
  }
}
