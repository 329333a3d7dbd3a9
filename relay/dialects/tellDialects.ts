import type { Clock } from '../../src/shared/model/clock.ts'
import type { Entry } from '../../src/shared/model/entry.ts'
import type { Presence } from '../../src/shared/model/presence.ts'
import type { TypingItem } from '../../src/shared/protocol/typing.ts'
import type { PresenceUseCases } from '../presence/presenceUseCases.ts'
import { concerns, type TellDevices } from '../presence/tell.ts'
import { accessOf } from '../sessions/access.ts'
import type { KnownSession } from '../sessions/knownSession.ts'
import type { News, Publish } from '../sessions/news.ts'
import type { StoredWatermark } from '../store/store.ts'
import { dialects } from './chooseDialect.ts'
import type { DialectBook } from './dialectBook.ts'
import type { DialectConnection, DialectName } from './dialectConnection.ts'
import type { DialectNews, RoomChange } from './dialectNews.ts'
import type { Rooms } from './rooms.ts'

/** What happens, told to the clients of the dialects on this node, each in its own words. */
export interface TellDialects {
  readonly announce: Publish
  readonly typing: (session: KnownSession, item: TypingItem) => void
  readonly presence: (presence: Presence) => void
  readonly devices: TellDevices
  /** One connection, of a message that was told of before. */
  readonly again: (news: DialectNews['message'], to: DialectConnection) => void
  /** To everyone in the session but the connection by which it came about. */
  readonly room: (kind: 'joined' | 'left', change: RoomChange, by: DialectConnection | undefined) => void
}

export interface TellDialectsParts {
  readonly book: Pick<DialectBook, 'all' | 'ofUser'>
  readonly rooms: Rooms
  readonly presence: () => Pick<PresenceUseCases, 'isWatching'>
  readonly clock: Pick<Clock, 'now'>
}

export function createTellDialects({ book, rooms, presence, clock }: TellDialectsParts): TellDialects {
  function send<K extends keyof DialectNews>(
    dialect: DialectName | undefined,
    kind: K,
    news: DialectNews[K],
    to: DialectConnection,
  ): void {
    if (dialect === undefined) return
    for (const frame of dialects[dialect].down[kind]?.(news, to) ?? []) to.send(frame)
  }

  /** Those who have joined the session and may see its care thread now. */
  function audience(session: KnownSession): DialectConnection[] {
    return [...rooms.inSession(session.record().id)].filter(({ asker }) => accessOf(session, asker) !== undefined)
  }

  function announceEntry(session: KnownSession, entry: Entry): void {
    if (entry.thread !== 'care') return
    const { body, id, seq, senderId } = entry
    if (body.kind === 'message') {
      rooms.noteMessage(entry.sessionId, { id, seq, senderId })
      const message = { ...entry, body }
      for (const to of audience(session))
        send(to.dialect, 'message', { session, entry: message, isOwn: to.own.delete(id) }, to)
    } else if (body.kind === 'membership') {
      const { userId, name, role, change } = body
      const who = { session, userId, name, role, room: '', isOneOfSeveral: false, takesPlace: false }
      for (const to of audience(session))
        if (to.asker.userId !== userId) send(to.dialect, change, { ...who, ofSession: true, ofRoom: true }, to)
    }
  }

  function announceMark(session: KnownSession, mark: StoredWatermark): void {
    if (mark.thread !== 'care') return
    const { userId } = mark
    const grown = rooms.noteMark(mark.sessionId, userId, mark)
    for (const kind of ['delivered', 'read'] as const) {
      const messages = grown[kind]
      if (messages === null) continue
      const receipt = { session, userId, messages, atMs: clock.now() }
      for (const to of audience(session)) if (to.asker.userId !== userId) send(to.dialect, kind, receipt, to)
    }
  }

  return {
    announce: (news: News) => {
      if (news.kind === 'entry') announceEntry(news.session, news.entry)
      else if (news.kind === 'watermark') announceMark(news.session, news.mark)
      else if (news.kind === 'clinicianReady')
        for (const to of audience(news.session)) send(to.dialect, 'clinicianReady', news, to)
    },
    typing: (session, { thread, userId, name, typing }) => {
      if (thread !== 'care') return
      for (const to of audience(session))
        if (to.asker.userId !== userId) send(to.dialect, 'typing', { session, userId, name, isTyping: typing }, to)
    },
    presence: (changed) => {
      for (const to of book.all())
        if (presence().isWatching(to.id, changed.userId)) send(to.dialect, 'presence', changed, to)
    },
    devices: (tells) => {
      // Who has not spoken yet may be waiting for just this.
      for (const tell of tells)
        for (const to of book.ofUser(tell.to))
          if (concerns(tell, to.id)) send(to.dialect ?? 'healthPlatform', 'told', tell, to)
    },
    again: (news, to) => send(to.dialect, 'message', news, to),
    room: (kind, change, by) => {
      for (const to of audience(change.session))
        if (to !== by && to.asker.userId !== change.userId) send(to.dialect, kind, change, to)
    },
  }
}
