import type { Entry } from '../../../src/shared/model/entry.ts'
import type { UserId } from '../../../src/shared/model/ids.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import type { Listeners } from '../../events/eventBus.ts'
import { concerns, type Tell } from '../../events/tell.ts'
import type { PresenceUseCases } from '../../presence/presenceUseCases.ts'
import { accessOf, seesPresenceIn } from '../../sessions/access/access.ts'
import type { CachedSession } from '../../sessions/cache/cachedSession.ts'
import type { StoredWatermark } from '../../store/log/watermarkStore.ts'
import type { Rooms } from '../rooms/rooms.ts'
import type { Dialect, DialectTables } from '../table/dialect.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'
import type { DialectNews, MessageEntry, RoomChange } from '../table/dialectNews.ts'
import { assumedDialect, spokenDialect } from './chooseDialect.ts'
import type { DialectConnections } from './dialectConnections.ts'
import type { SendToAll } from './sendToAll.ts'

/** What happens, told to the clients of the dialects on this node, each in its own words. */
export interface TellDialects {
  /**
   * What happens on any node. Presence is for those who watch the user and share one of the user's sessions, or are administrators.
   */
  readonly everywhere: Listeners<CachedSession>
  /** One connection, of a message that was told of before. */
  readonly again: (news: DialectNews['message'], to: DialectConnection) => void
  /** To everyone in the session but the connection by which it came about. */
  readonly room: (kind: 'joined' | 'left', change: RoomChange, byConnectionId: string | undefined) => void
}

export interface TellDialectsParts {
  readonly tables: DialectTables
  readonly book: Pick<DialectConnections, 'all' | 'ofUser'>
  readonly rooms: Rooms
  readonly presence: Pick<PresenceUseCases, 'isWatching'>
  /** The sessions that a user takes part in, of those whose others are told who is there. */
  readonly sessionsOf: (userId: UserId) => readonly CachedSession[]
  readonly sendToAll: SendToAll
  readonly clock: Pick<Clock, 'now'>
}

export function createTellDialects(parts: TellDialectsParts): TellDialects {
  const { tables, book, rooms, presence, sessionsOf, sendToAll, clock } = parts
  function send<K extends keyof DialectNews>(
    kind: K,
    news: DialectNews[K],
    to: DialectConnection,
    dialect: Dialect | undefined = spokenDialect(tables, to),
  ): void {
    for (const frame of dialect?.down[kind]?.(news, to) ?? []) to.send(frame)
  }

  /** Those who have joined the session and may see its care thread now. */
  function audience(session: CachedSession): DialectConnection[] {
    return [...rooms.inSession(session.record().id)].filter(
      ({ principal }) => accessOf(session, principal) !== undefined,
    )
  }

  /** What a message becomes differs by dialect, by room, and for who has sent it; for all else it is made and encoded once. */
  function sendMessage(session: CachedSession, entry: MessageEntry): void {
    const kinds = new Map<
      string,
      { readonly isOwn: boolean; readonly to: [DialectConnection, ...DialectConnection[]] }
    >()
    for (const to of audience(session)) {
      const isOwn = to.own.delete(entry.id)
      const kind = JSON.stringify([to.dialect, isOwn, ...to.rooms.keys()])
      const known = kinds.get(kind)
      if (known) known.to.push(to)
      else kinds.set(kind, { isOwn, to: [to] })
    }
    for (const { isOwn, to } of kinds.values()) {
      const [first] = to
      const frames = spokenDialect(tables, first)?.down.message?.({ session, entry, isOwn }, first) ?? []
      for (const frame of frames) sendToAll(to, frame)
    }
  }

  function announceEntry(session: CachedSession, entry: Entry): void {
    if (entry.thread !== 'care') return
    const { body, id, seq, senderId } = entry
    if (body.kind === 'message') {
      rooms.noteMessage(entry.sessionId, { id, seq, senderId })
      sendMessage(session, { ...entry, body })
    } else if (body.kind === 'membership') {
      const { userId, name, role, change } = body
      const who = { session, userId, name, role, room: '', isSubRoom: false, replacesOlder: false }
      for (const to of audience(session))
        if (to.principal.userId !== userId) send(change, { ...who, firstInSession: true, firstInRoom: true }, to)
    }
  }

  function announceMark(session: CachedSession, mark: StoredWatermark): void {
    if (mark.thread !== 'care') return
    const { userId } = mark
    const grown = rooms.noteMark(mark.sessionId, userId, mark)
    for (const kind of ['delivered', 'read'] as const) {
      const messages = grown[kind]
      if (messages === null) continue
      const receipt = { session, userId, messages, atMs: clock.now() }
      for (const to of audience(session)) if (to.principal.userId !== userId) send(kind, receipt, to)
    }
  }

  function tellDevices(tells: readonly Tell[]): void {
    // Who has not spoken yet may be waiting for just this.
    for (const tell of tells)
      for (const to of book.ofUser(tell.to))
        if (concerns(tell, to.id)) send('told', tell, to, assumedDialect(tables, to))
  }

  return {
    everywhere: {
      entry: ({ entry }, session) => announceEntry(session, entry),
      watermark: ({ mark }, session) => announceMark(session, mark),
      clinicianReady: ({ clinicianId }, session) => {
        for (const to of audience(session)) send('clinicianReady', { session, clinicianId }, to)
      },
      typing: ({ item: { thread, userId, name, typing } }, session) => {
        if (thread !== 'care') return
        for (const to of audience(session))
          if (to.principal.userId !== userId) send('typing', { session, userId, name, isTyping: typing }, to)
      },
      presence: ({ presence: changed }) => {
        const { userId } = changed
        const watching = [...book.all()].filter(({ id }) => presence.isWatching(id, userId))
        if (watching.length === 0) return
        const sessions = sessionsOf(userId)
        for (const to of watching) {
          const { principal } = to
          const isOwn = principal.userId === userId
          if (isOwn || principal.role === 'admin' || sessions.some((session) => seesPresenceIn(session, principal)))
            send('presence', changed, to)
        }
      },
      tells: ({ tells }) => tellDevices(tells),
      call: ({ tells }) => tellDevices(tells),
    },
    again: (news, to) => send('message', news, to),
    room: (kind, change, byConnectionId) => {
      for (const to of audience(change.session))
        if (to.id !== byConnectionId && to.principal.userId !== change.userId) send(kind, change, to)
    },
  }
}
