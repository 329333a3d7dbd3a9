import type { Entry } from '../../../../src/shared/model/entry.ts'
import type { CachedSession } from '../../../sessions/cache/cachedSession.ts'
import type { Rooms } from '../../rooms/rooms.ts'
import type { DialectConnection } from '../../table/dialectConnection.ts'
import type { MessageEntry } from '../../table/dialectUpdates.ts'
import { spokenDialect } from '../chooseDialect.ts'
import { type AudienceParts, audienceOf, sendToOthers } from './audience.ts'
import type { SendToAll } from './sendToAll.ts'

export interface BroadcastEntryParts extends AudienceParts {
  readonly rooms: Pick<Rooms, 'inSession' | 'recordMessage'>
  readonly sendToAll: SendToAll
}

/** Connections for which a message becomes the same frames. */
interface Recipients {
  readonly isOwn: boolean
  readonly isSender: boolean
  readonly to: [DialectConnection, ...DialectConnection[]]
}

/** Sends a message, or who has become or ceased to be a participant, to the audience of its session. */
export function broadcastEntry(parts: BroadcastEntryParts, session: CachedSession, entry: Entry): void {
  if (entry.thread !== 'care') return
  const { body, id, seq, senderId } = entry
  if (body.kind === 'message') {
    parts.rooms.recordMessage(entry.sessionId, { id, seq, senderId })
    broadcastMessage(parts, session, { ...entry, body })
  } else if (body.kind === 'membership') {
    const { userId, name, role, change } = body
    const who = { session, userId, name, role, room: '', isSubRoom: false, replacesOlder: false }
    sendToOthers(parts, session, change, { ...who, firstInSession: true, firstInRoom: true }, userId)
  }
}

/** Makes and encodes the frames once for all to whom they are the same. */
function broadcastMessage(
  { tables, rooms, sendToAll }: BroadcastEntryParts,
  session: CachedSession,
  entry: MessageEntry,
): void {
  for (const { isOwn, isSender, to } of groupRecipients(audienceOf({ rooms }, session), entry)) {
    const [first] = to
    const frames = spokenDialect(tables, first)?.down.message?.({ session, entry, isOwn, isSender }, first) ?? []
    for (const frame of frames) sendToAll(to, frame)
  }
}

/** Groups by all that the frames of a message depend on: the dialect, the rooms, and whether this connection, or its user, has sent it. */
function groupRecipients(audience: Iterable<DialectConnection>, { id, senderId }: MessageEntry): Iterable<Recipients> {
  const groups = new Map<string, Recipients>()
  for (const to of audience) {
    const isOwn = to.own.delete(id)
    const isSender = isOwn || to.principal.userId === senderId
    const key = JSON.stringify([to.dialect, isOwn, isSender, ...to.rooms.keys()])
    const group = groups.get(key)
    if (group) group.to.push(to)
    else groups.set(key, { isOwn, isSender, to: [to] })
  }
  return groups.values()
}
