import type { Entry } from '../../src/shared/model/entry.ts'
import type { SessionId } from '../../src/shared/model/ids.ts'
import type { Presence } from '../../src/shared/model/presence.ts'
import type { Session } from '../../src/shared/model/session.ts'
import { type Thread, threadsVisibleTo } from '../../src/shared/model/thread.ts'
import type { DownPayload } from '../../src/shared/protocol/down.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import { accessOf, isWithin } from '../sessions/access.ts'
import type { KnownSession } from '../sessions/knownSession.ts'
import type { News } from '../sessions/news.ts'
import { viewSession } from '../sessions/viewSession.ts'
import { createCoalescer } from './coalesce.ts'
import type { Connection } from './connection.ts'
import type { Connections } from './connections.ts'
import { entryFrames } from './entryFrames.ts'
import type { SendFrame } from './sendFrame.ts'

type TypingItem = DownPayload<'typing'>['items'][number]
type SessionItem = { readonly changed: Session } | { readonly removed: SessionId }

export interface Announcer {
  readonly publish: (news: News) => void
  readonly typing: (session: KnownSession, item: TypingItem) => void
  /** Tells those who share one of these sessions with the user, and administrators. */
  readonly presence: (presence: Presence, sessions: readonly KnownSession[]) => void
  /** Sends everything gathered in this turn. Runs by itself at its end. */
  readonly flush: () => void
}

export interface AnnouncerParts {
  readonly connections: Connections
  readonly sendFrame: SendFrame
  /** Runs a task when the present turn has done all it can do without waiting; `process.nextTick`. */
  readonly endOfTurn: (task: () => void) => void
}

/** Turns what happened in a turn of the event loop into frames: for each connection and event at most one. */
export function createAnnouncer({ connections, sendFrame, endOfTurn }: AnnouncerParts): Announcer {
  let isScheduled = false

  const sessions = createCoalescer<SessionItem>((to, items) => {
    const changed = new Map<SessionId, Session>()
    const removed = new Set<SessionId>()
    for (const item of items) {
      if ('changed' in item) {
        changed.set(item.changed.id, item.changed)
        removed.delete(item.changed.id)
      } else {
        changed.delete(item.removed)
        removed.add(item.removed)
      }
    }
    const payload = { items: [...changed.values()], removed: [...removed] }
    sendFrame(to, 'sessions:changed', payload)
  })
  const entries = createCoalescer<Entry>((to, items) => {
    for (const frame of entryFrames(items, limits.frameBytes)) sendFrame(to, 'log:entries', frame)
  })
  const watermarks = createCoalescer<DownPayload<'watermarks'>['items'][number]>((to, items) =>
    sendFrame(to, 'watermarks', { items: [...items] }),
  )
  const typing = createCoalescer<TypingItem>((to, items) => sendFrame(to, 'typing', { items: [...items] }))
  const presences = createCoalescer<Presence>((to, items) => sendFrame(to, 'presence', { items: [...items] }))

  function flush(): void {
    isScheduled = false
    // Sessions first: no one is told of an entry in a session they have not been told of.
    for (const coalescer of [sessions, entries, watermarks, typing, presences]) coalescer.flush()
  }
  function schedule(): void {
    if (isScheduled) return
    isScheduled = true
    endOfTurn(flush)
  }

  function toAudience(session: KnownSession, thread: Thread): [string, () => readonly Connection[]] {
    return [`${session.record().id} ${thread}`, () => connections.audience(session, thread)]
  }

  function publishSession(news: Extract<News, { kind: 'session' }>): void {
    const { session, watermarks: marks, removed, isClosedToSupport } = news
    const { id } = session.record()
    const staff = () => connections.audience(session, 'staff')
    const others = () => {
      const seen = new Set(staff())
      return connections.audience(session, 'care').filter((connection) => !seen.has(connection))
    }
    sessions.add(`${id} staff`, staff, { changed: viewSession(session, marks, threadsVisibleTo('clinician')) })
    sessions.add(`${id} care`, others, { changed: viewSession(session, marks, threadsVisibleTo('patient')) })
    for (const userId of removed)
      sessions.add(`${id} without ${userId}`, () => withoutAccess(session, connections.ofUser(userId)), { removed: id })
    if (isClosedToSupport)
      sessions.add(`${id} without support`, () => withoutAccess(session, connections.supporters()), { removed: id })
  }

  function withoutAccess(session: KnownSession, among: Iterable<Connection>): Connection[] {
    return [...among].filter(({ asker }) => isWithin(asker, session.record().id) && !accessOf(session, asker))
  }

  return {
    publish: (news) => {
      if (news.kind === 'session') publishSession(news)
      else if (news.kind === 'entry') entries.add(...toAudience(news.session, news.entry.thread), news.entry)
      else if (news.kind === 'watermark') watermarks.add(...toAudience(news.session, news.mark.thread), news.mark)
      schedule()
    },
    typing: (session, item) => {
      const audience = () =>
        connections.audience(session, item.thread).filter(({ asker }) => asker.userId !== item.userId)
      typing.add(`${item.sessionId} ${item.thread} ${item.userId}`, audience, item)
      schedule()
    },
    presence: (presence, shared) => {
      const audience = () => {
        const peers = new Set(connections.administrators())
        for (const session of shared) for (const peer of connections.audience(session, 'care')) peers.add(peer)
        return [...peers].filter(({ asker }) => asker.userId !== presence.userId)
      }
      const key = [presence.userId, ...shared.map((session) => session.record().id)].join(' ')
      presences.add(key, audience, presence)
      schedule()
    },
    flush,
  }
}
