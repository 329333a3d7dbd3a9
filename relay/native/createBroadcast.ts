import type { UserId } from '../../src/shared/model/ids.ts'
import type { Presence } from '../../src/shared/model/presence.ts'
import { type Thread, threadsVisibleTo } from '../../src/shared/model/thread.ts'
import type { Listeners } from '../events/eventBus.ts'
import type { EventOf } from '../events/relayEvent.ts'
import { accessOf, isWithin, seesPresenceIn } from '../sessions/access/access.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import { viewSession } from '../sessions/viewSession.ts'
import { audienceOf } from './audience.ts'
import type { Connection, NativeConnections } from './connection.ts'
import { createFrameQueues } from './createFrameQueues.ts'
import type { SendFrame } from './sendFrame.ts'

/** Sends events to the connections that may know of them. Presence is for those who see who is there in a session of the user. */
export type Broadcast = Required<
  Pick<Listeners<CachedSession>, 'entry' | 'watermark' | 'session' | 'typing' | 'presence'>
>

export interface BroadcastParts {
  readonly connections: NativeConnections
  readonly sendFrame: SendFrame
  /** The sessions that a user takes part in, of those whose others are sent who is there. */
  readonly sessionsOf: (userId: UserId) => readonly CachedSession[]
  readonly presenceOf: (userId: UserId) => Presence
  /** Runs a task when the present turn has done all it can do without waiting; `process.nextTick`. */
  readonly endOfTurn: (task: () => void) => void
}

/** Creates listeners that turn the events of a turn of the event loop into frames: for each connection and kind at most one. */
export function createBroadcast(parts: BroadcastParts): Broadcast {
  const { connections, sendFrame, sessionsOf, presenceOf, endOfTurn } = parts
  const queues = createFrameQueues(sendFrame)
  let isScheduled = false

  function schedule(): void {
    if (isScheduled) return
    isScheduled = true
    endOfTurn(() => {
      isScheduled = false
      queues.flush()
    })
  }

  function toAudience(session: CachedSession, thread: Thread): [string, () => readonly Connection[]] {
    return [`${session.record().id} ${thread}`, () => audienceOf(connections, session, thread)]
  }

  function addSession({ watermarks, removed, isClosedToSupport }: EventOf<'session'>, session: CachedSession): void {
    const { id } = session.record()
    const { sessions } = queues
    const staff = () => audienceOf(connections, session, 'staff')
    const others = () => {
      const seen = new Set(staff())
      return audienceOf(connections, session, 'care').filter((connection) => !seen.has(connection))
    }
    sessions.add(`${id} staff`, staff, { changed: viewSession(session, watermarks, threadsVisibleTo('clinician')) })
    sessions.add(`${id} care`, others, { changed: viewSession(session, watermarks, threadsVisibleTo('patient')) })
    for (const userId of removed)
      sessions.add(`${id} without ${userId}`, () => withoutAccess(session, connections.ofUser(userId)), { removed: id })
    if (isClosedToSupport)
      sessions.add(`${id} without support`, () => withoutAccess(session, connections.onlookers('support')), {
        removed: id,
      })
  }

  function addPresence(presence: Presence, shared: readonly CachedSession[]): void {
    const key = [presence.userId, ...shared.map((session) => session.record().id)].join(' ')
    queues.presences.add(key, () => peersOf(connections, presence.userId, shared), presence)
  }

  return {
    entry: ({ entry }, session) => {
      queues.entries.add(...toAudience(session, entry.thread), entry)
      schedule()
    },
    watermark: ({ mark }, session) => {
      queues.watermarks.add(...toAudience(session, mark.thread), mark)
      schedule()
    },
    session: (event, session) => {
      addSession(event, session)
      for (const { userId } of session.record().participants) addPresence(presenceOf(userId), [session])
      schedule()
    },
    typing: ({ item }, session) => {
      const audience = () =>
        audienceOf(connections, session, item.thread).filter(({ principal }) => principal.userId !== item.userId)
      queues.typing.add(`${item.sessionId} ${item.thread} ${item.userId}`, audience, item)
      schedule()
    },
    presence: ({ presence }) => {
      addPresence(presence, sessionsOf(presence.userId))
      schedule()
    },
  }
}

/** Returns those who may no longer see the session. */
function withoutAccess(session: CachedSession, among: Iterable<Connection>): Connection[] {
  return [...among].filter(({ principal }) => isWithin(principal, session.record().id) && !accessOf(session, principal))
}

/** Returns those who see the presence of a user who shares these sessions with others, but for the user. */
function peersOf(
  connections: NativeConnections,
  userId: UserId,
  shared: readonly CachedSession[],
): readonly Connection[] {
  const peers = new Set(connections.onlookers('admin'))
  for (const session of shared)
    for (const peer of audienceOf(connections, session, 'care'))
      if (seesPresenceIn(session, peer.principal)) peers.add(peer)
  return [...peers].filter(({ principal }) => principal.userId !== userId)
}
