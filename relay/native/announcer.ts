import type { Entry } from '../../src/shared/model/entry.ts'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Presence } from '../../src/shared/model/presence.ts'
import type { Session } from '../../src/shared/model/session.ts'
import { type Thread, threadsVisibleTo } from '../../src/shared/model/thread.ts'
import type { DownPayload } from '../../src/shared/protocol/down.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { Listeners } from '../events/eventBus.ts'
import type { EventOf } from '../events/relayEvent.ts'
import { accessOf, isWithin, seesPresenceIn } from '../sessions/access/access.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import { viewSession } from '../sessions/viewSession.ts'
import { createCoalescer } from './coalesce.ts'
import type { Connection } from './connection.ts'
import type { Connections } from './connections.ts'
import { entryFrames } from './entryFrames.ts'
import { itemFrames } from './itemFrames.ts'
import type { SendFrame } from './sendFrame.ts'
import { sendPresences } from './sendPresences.ts'

type TypingItem = DownPayload<'typing'>['items'][number]
type SessionItem = { readonly changed: Session } | { readonly removed: SessionId }

/** What items take at the most, in bytes of JSON, where each unit of an id or a name may become six. */
const markAtMost = 2_000
const typingAtMost = 3_500
const participantAtMost = 2_500
const sessionAtMost = ({ participants, watermarks }: Session): number =>
  16_000 + participants.length * participantAtMost + watermarks.length * markAtMost

/** What connections of the native protocol are told of as it happens. Presence is for those who see who is there in a session of the user. */
export type Announcer = Required<
  Pick<Listeners<CachedSession>, 'entry' | 'watermark' | 'session' | 'typing' | 'presence'>
>

export interface AnnouncerParts {
  readonly connections: Connections
  readonly sendFrame: SendFrame
  /** The sessions that a user takes part in, of those whose others are told who is there. */
  readonly sessionsOf: (userId: UserId) => readonly CachedSession[]
  readonly presenceOf: (userId: UserId) => Presence
  /** Runs a task when the present turn has done all it can do without waiting; `process.nextTick`. */
  readonly endOfTurn: (task: () => void) => void
}

/** Turns what happened in a turn of the event loop into frames: for each connection and event at most one. */
export function createAnnouncer(parts: AnnouncerParts): Announcer {
  const { connections, sendFrame, sessionsOf, presenceOf, endOfTurn } = parts
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
    const [first = [], ...others] = itemFrames([...changed.values()], limits.frameBytes / 2, sessionAtMost)
    sendFrame(to, 'sessions:changed', { items: [...first], removed: [...removed] })
    for (const items of others) sendFrame(to, 'sessions:changed', { items: [...items], removed: [] })
  })
  const entries = createCoalescer<Entry>((to, items) => {
    for (const frame of entryFrames(items, limits.frameBytes)) sendFrame(to, 'log:entries', { items: [...frame] })
  })
  const watermarks = createCoalescer<DownPayload<'watermarks'>['items'][number]>((to, items) => {
    for (const frame of itemFrames(items, limits.frameBytes, () => markAtMost))
      sendFrame(to, 'watermarks', { items: [...frame] })
  })
  const typing = createCoalescer<TypingItem>((to, items) => {
    for (const frame of itemFrames(items, limits.frameBytes, () => typingAtMost))
      sendFrame(to, 'typing', { items: [...frame] })
  })
  const presences = createCoalescer<Presence>((to, items) => sendPresences(sendFrame, to, items))

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

  function toAudience(session: CachedSession, thread: Thread): [string, () => readonly Connection[]] {
    return [`${session.record().id} ${thread}`, () => connections.audience(session, thread)]
  }

  function addSession(event: EventOf<'session'>, session: CachedSession): void {
    const { watermarks: marks, removed, isClosedToSupport } = event
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

  function withoutAccess(session: CachedSession, among: Iterable<Connection>): Connection[] {
    return [...among].filter(
      ({ principal }) => isWithin(principal, session.record().id) && !accessOf(session, principal),
    )
  }

  function addPresence(presence: Presence, shared: readonly CachedSession[]): void {
    const audience = () => {
      const peers = new Set(connections.administrators())
      for (const session of shared)
        for (const peer of connections.audience(session, 'care'))
          if (seesPresenceIn(session, peer.principal)) peers.add(peer)
      return [...peers].filter(({ principal }) => principal.userId !== presence.userId)
    }
    const key = [presence.userId, ...shared.map((session) => session.record().id)].join(' ')
    presences.add(key, audience, presence)
  }

  return {
    entry: ({ entry }, session) => {
      entries.add(...toAudience(session, entry.thread), entry)
      schedule()
    },
    watermark: ({ mark }, session) => {
      watermarks.add(...toAudience(session, mark.thread), mark)
      schedule()
    },
    session: (event, session) => {
      addSession(event, session)
      for (const { userId } of session.record().participants) addPresence(presenceOf(userId), [session])
      schedule()
    },
    typing: ({ item }, session) => {
      const audience = () =>
        connections.audience(session, item.thread).filter(({ principal }) => principal.userId !== item.userId)
      typing.add(`${item.sessionId} ${item.thread} ${item.userId}`, audience, item)
      schedule()
    },
    presence: ({ presence }) => {
      addPresence(presence, sessionsOf(presence.userId))
      schedule()
    },
  }
}
