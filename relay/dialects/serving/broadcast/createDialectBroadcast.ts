import type { Clock } from '../../../../src/shared/model/timing/clock.ts'
import type { Listeners } from '../../../events/eventBus.ts'
import type { CachedSession } from '../../../sessions/cache/cachedSession.ts'
import type { StoredWatermark } from '../../../store/log/watermarkStore.ts'
import type { Rooms } from '../../rooms/rooms.ts'
import type { DialectConnection } from '../../table/dialectConnection.ts'
import type { DialectUpdates, RoomChange } from '../../table/dialectUpdates.ts'
import { audienceOf, sendToOthers, sendUpdate } from './audience.ts'
import { type BroadcastEntryParts, broadcastEntry } from './broadcastEntry.ts'
import { type BroadcastToUsersParts, broadcastPresence, sendPersonal } from './broadcastToUsers.ts'

/** Sends events of the relay to the clients of the dialects on this node, each in its own words. */
export interface DialectBroadcast {
  /** Listeners for events of any node. */
  readonly fromAnyNode: Listeners<CachedSession>
  /** Sends a message again to one connection. */
  readonly resend: (message: DialectUpdates['message'], to: DialectConnection) => void
  /** Sends a change of a room to everyone in its session but the connection that caused it. */
  readonly roomChanged: (kind: 'joined' | 'left', change: RoomChange, byConnectionId: string | undefined) => void
}

export interface DialectBroadcastParts extends BroadcastEntryParts, BroadcastToUsersParts {
  readonly rooms: Pick<Rooms, 'inSession' | 'recordMessage' | 'recordWatermark'>
  readonly clock: Pick<Clock, 'now'>
}

export function createDialectBroadcast(parts: DialectBroadcastParts): DialectBroadcast {
  const { tables } = parts
  return {
    fromAnyNode: {
      entry: ({ entry }, session) => broadcastEntry(parts, session, entry),
      watermark: ({ mark }, session) => broadcastReceipts(parts, session, mark),
      clinicianReady: ({ clinicianId }, session) => {
        for (const to of audienceOf(parts, session)) sendUpdate(tables, 'clinicianReady', { session, clinicianId }, to)
      },
      typing: ({ item: { thread, userId, name, typing } }, session) => {
        if (thread === 'care')
          sendToOthers(parts, session, 'typing', { session, userId, name, isTyping: typing }, userId)
      },
      presence: ({ presence }) => broadcastPresence(parts, presence),
      tells: ({ tells }) => sendPersonal(parts, tells),
      call: ({ tells }) => sendPersonal(parts, tells),
    },
    resend: (message, to) => sendUpdate(tables, 'message', message, to),
    roomChanged: (kind, change, byConnectionId) => {
      for (const to of audienceOf(parts, change.session))
        if (to.id !== byConnectionId && to.principal.userId !== change.userId) sendUpdate(tables, kind, change, to)
    },
  }
}

function broadcastReceipts(parts: DialectBroadcastParts, session: CachedSession, mark: StoredWatermark): void {
  if (mark.thread !== 'care') return
  const { userId } = mark
  const grown = parts.rooms.recordWatermark(mark.sessionId, userId, mark)
  for (const kind of ['delivered', 'read'] as const) {
    const messages = grown[kind]
    if (messages !== null)
      sendToOthers(parts, session, kind, { session, userId, messages, atMs: parts.clock.now() }, userId)
  }
}
