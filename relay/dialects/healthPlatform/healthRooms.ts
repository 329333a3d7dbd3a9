import { z } from 'zod'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { CachedSession } from '../../sessions/cache/cachedSession.ts'
import type { Actions } from '../table/actions.ts'
import type { Dialect } from '../table/dialect.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'
import type { DialectUpdates, Frame } from '../table/dialectUpdates.ts'
import { idField, idPayload, roleWords } from '../table/fields.ts'
import { healthFrame } from './healthEvents.ts'
import { healthRow, roomNotFound, topicOf } from './healthFields.ts'

const deniedRoom = 'Access denied to this room'

export const roleWord = roleWords({ clinician: 'provider' })

/** Kind and id that a room's name holds. */
type RoomName =
  | { readonly kind: 'visit' | 'call'; readonly visitId: string }
  | { readonly kind: 'chat'; readonly rest: string }
  | { readonly kind: 'notifications'; readonly userId: string }
  | { readonly kind: 'topic'; readonly topic: string }

/** Clients' words for the types of rooms; the document shows one of them. */
const typeWords: Readonly<Record<string, RoomName['kind']>> = {
  chat: 'chat',
  call: 'call',
  video: 'call',
  video_call: 'call',
  'video-call': 'call',
  visit: 'visit',
  notification: 'notifications',
  notifications: 'notifications',
  topic: 'topic',
}

function parseRoom(room: string): RoomName {
  const [, kind, rest = ''] = /^(visit|call|chat|notifications|topic):(.+)$/.exec(room) ?? []
  if (kind === 'visit' || kind === 'call') return { kind, visitId: rest }
  if (kind === 'chat') return { kind, rest }
  if (kind === 'notifications') return { kind, userId: rest }
  if (kind === 'topic') return { kind, topic: rest }
  // A name of the clients' own, or the id of the visit alone.
  return { kind: 'visit', visitId: room }
}

/** Kinds of rooms that stand for a visit: which of them a client calls one does not matter. */
const ofVisits: ReadonlySet<string> = new Set(['visit', 'call', 'chat'])

/** Returns what a room that was joined is of, by its name. */
export function roomKind(room: string): RoomName['kind'] {
  return parseRoom(room).kind
}

/** Refuses a room whose name is of another type. */
function requireType(room: string, type: string | undefined): void {
  const { kind } = parseRoom(room)
  const given = type === undefined ? kind : Object.hasOwn(typeWords, type) ? typeWords[type] : undefined
  const isConsistent = given !== undefined && (given === kind || (ofVisits.has(given) && ofVisits.has(kind)))
  if (!isConsistent) throw new FailureError('notFound', roomNotFound)
}

/**
 * Returns whether `chat:userId1:userId2` is of two of these users. User ids may hold colons themselves, so it is not split at
 * the first one.
 */
function isOfTwo(rest: string, userIds: readonly string[]): boolean {
  return userIds.some((one) => userIds.some((other) => other !== one && rest === `${one}:${other}`))
}

/**
 * The session that two users talk in: the one that is named, or else the newest, an open one before one that is closed. For one
 * of the two, and for support and administrators, of the sessions that they may see.
 */
async function sessionOfPair(
  actions: Actions,
  { principal }: DialectConnection,
  rest: string,
  visitId: string | undefined,
): Promise<string> {
  const { userId, role } = principal
  const isOne = rest.startsWith(`${userId}:`) || rest.endsWith(`:${userId}`)
  const denied = new FailureError('forbidden', deniedRoom)
  if (!isOne && role !== 'support' && role !== 'admin') throw denied
  const shared = (await actions.listSessions(principal)).filter(({ id, participants }) => {
    const userIds = participants.map((participant) => participant.userId)
    return (visitId === undefined || id === visitId) && isOfTwo(rest, userIds)
  })
  const [best] = shared.sort((a, b) => Number(b.active) - Number(a.active) || b.createdAt - a.createdAt)
  // Support is not to learn whether there is such a room that is not for it.
  if (!best) throw isOne || role === 'admin' ? new FailureError('notFound', roomNotFound) : denied
  return best.id
}

/** The session that a room stands for; one of two users stands for the visit that is named. Throws in the words of rooms. */
export async function sessionOfRoom(
  actions: Actions,
  connection: DialectConnection,
  room: string,
  visitId?: string,
): Promise<string> {
  const joined = connection.rooms.get(room)
  if (joined && (visitId === undefined || visitId === joined)) return joined
  const name = parseRoom(room)
  if (name.kind === 'visit' || name.kind === 'call') {
    const named = name.visitId === room ? (visitId ?? room) : name.visitId
    // In the same words whether there is no such visit or it is not the principal's: which ones exist is not for strangers.
    const sessionId = await actions.findOwnId(connection, named)
    if (sessionId === undefined) throw new FailureError('notFound', roomNotFound)
    return sessionId
  }
  if (name.kind === 'chat') return await sessionOfPair(actions, connection, name.rest, visitId)
  throw new FailureError('notFound', roomNotFound)
}

/** The newest visit that the principal has with another user, an open one before one that is closed. Throws in the words of rooms. */
export async function visitWith(actions: Actions, connection: DialectConnection, otherId: string): Promise<string> {
  return await sessionOfPair(actions, connection, `${connection.principal.userId}:${otherId}`, undefined)
}

async function join(
  actions: Actions,
  connection: DialectConnection,
  room: string,
  visitId: string | undefined,
): Promise<void> {
  const name = parseRoom(room)
  if (name.kind === 'notifications') {
    if (name.userId !== connection.principal.userId) throw new FailureError('forbidden', deniedRoom)
    actions.joinPersonal(connection, room)
    return
  }
  if (name.kind === 'topic') {
    const topic = topicOf(name.topic)
    if (topic === undefined) throw new FailureError('notFound', roomNotFound)
    await actions.notifications.subscribe(connection.principal, [topic])
    actions.joinPersonal(connection, room)
    return
  }
  const sessionId = await sessionOfRoom(actions, connection, room, visitId)
  const to = { room }
  const joined = connection.rooms.get(room)
  if (joined && joined !== sessionId) {
    // It stands for another visit from now on. What may not be joined leaves everything as it is.
    await inWordsOfRooms(actions.requireAccess(connection, sessionId))
    actions.leave(connection, to)
  }
  await inWordsOfRooms(actions.join(connection, sessionId, to))
}

/**
 * Refuses in the words of rooms. That the room is there and the principal's was settled before: whose access ends meanwhile is
 * denied.
 */
async function inWordsOfRooms(task: Promise<unknown>): Promise<void> {
  try {
    await task
  } catch (error) {
    if (error instanceof FailureError && error.failure.kind === 'notFound')
      throw new FailureError('forbidden', deniedRoom)
    throw error
  }
}

/** Refuses those who might not join the room; of topics, those who have not. */
async function checkRoom(actions: Actions, connection: DialectConnection, room: string): Promise<void> {
  if (connection.rooms.has(room)) return
  const { kind } = parseRoom(room)
  if (kind === 'notifications' || kind === 'topic') throw new FailureError('forbidden', deniedRoom)
  const sessionId = await sessionOfRoom(actions, connection, room)
  await inWordsOfRooms(actions.requireAccess(connection, sessionId))
}

function participantsOf(actions: Actions, connection: DialectConnection, room: string) {
  return actions.membersOf(room).map(({ userId, role }) => ({
    userId,
    role: roleWord(role),
    ...(connection.isPublished() ? { userRole: roleWord(role) } : {}),
  }))
}

const roomPayload = idPayload('roomId')
const joinPayload = z.union([
  idField.transform((roomId) => ({ roomId, roomType: undefined, metadata: undefined })),
  z.object({
    roomId: idField,
    roomType: z.string().optional(),
    metadata: z.object({ visitId: idField.optional() }).optional(),
  }),
])

export const roomRows: Dialect['up'] = {
  'room:join': healthRow(
    joinPayload,
    async (actions, connection, { roomId, roomType, metadata }) => {
      requireType(roomId, roomType)
      await join(actions, connection, roomId, metadata?.visitId)
      return { roomId, participants: participantsOf(actions, connection, roomId) }
    },
    { form: roomNotFound },
  ),
  'room:leave': healthRow(
    roomPayload,
    async (actions, connection, roomId) => {
      const name = parseRoom(roomId)
      if (!actions.leave(connection, { room: roomId })) throw new FailureError('notFound', roomNotFound)
      const topic = name.kind === 'topic' ? topicOf(name.topic) : undefined
      if (topic !== undefined) await actions.notifications.unsubscribe(connection.principal, [topic])
      return { roomId }
    },
    { form: roomNotFound },
  ),
  'room:participants': healthRow(
    roomPayload,
    async (actions, connection, roomId) => {
      await checkRoom(actions, connection, roomId)
      return { roomId, participants: participantsOf(actions, connection, roomId) }
    },
    { form: roomNotFound },
  ),
}

/** The room by which a connection is in a session; `visit:` before any other. */
export function roomIn(connection: DialectConnection, session: CachedSession): string | undefined {
  const { id } = session.record()
  const rooms = [...connection.rooms].flatMap(([room, sessionId]) => (sessionId === id ? [room] : []))
  return rooms.find((room) => room.startsWith('visit:')) ?? rooms[0]
}

const roomChange =
  (event: 'room:userJoined' | 'room:userLeft') =>
  (change: DialectUpdates['joined'], to: DialectConnection): readonly Frame[] => {
    const { session, userId, name, isSubRoom, firstInSession, firstInRoom } = change
    const room = isSubRoom ? change.room : undefined
    const isSent = room === undefined ? firstInSession : firstInRoom && to.rooms.has(room)
    return isSent ? [healthFrame(event, { roomId: room ?? roomIn(to, session), userId, userName: name })] : []
  }

export const roomDown = { joined: roomChange('room:userJoined'), left: roomChange('room:userLeft') }
