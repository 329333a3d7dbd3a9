import type { Logger } from 'pino'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import { type NotificationId, notificationPrioritySchema } from '../../src/shared/model/notification.ts'
import { type Thread, threadsVisibleTo } from '../../src/shared/model/thread.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { DeviceEvent, SendToDevices } from '../events/deviceEvent.ts'
import type { PresenceRegistry } from '../presence/presenceRegistry.ts'
import { accessOf } from '../sessions/access/access.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import { immediate } from '../sessions/messages/createBatchScheduler.ts'
import { createGroupCommit } from '../sessions/messages/groupCommit.ts'
import type { NotificationRaise, StoredNotification } from '../store/notificationStore.ts'
import type { Store } from '../store/store.ts'
import type { NotificationDuties, NotificationPrincipal, NotificationUseCases } from './notificationUseCases.ts'
import { viewNotification } from './viewNotification.ts'

export interface NotificationsParts {
  readonly store: Pick<Store, 'notifications'>
  readonly registry: PresenceRegistry
  /** Returns whether the user is by a client of a dialect, on whatever node, in a room of the session. */
  readonly isInRoomOf: (sessionId: SessionId, userId: UserId) => boolean
  readonly tell: SendToDevices
  readonly newNotificationId: () => NotificationId
  readonly nextTurn: (task: () => void) => void
  readonly clock: Pick<Clock, 'now'>
  readonly log: Logger
}

/** Raises in one transaction. */
const largestBatch = 500
const dayMs = 86_400_000
/** Time for which notifications are kept: a month if they were read, three if not. */
const keptMs = { read: 30 * dayMs, any: 90 * dayMs }

/** Creates the notifications of users who were not there, and their way of catching up with them. */
export function createNotifications(parts: NotificationsParts): NotificationUseCases & NotificationDuties {
  const { registry, tell, newNotificationId, nextTurn, clock, log } = parts
  const { notifications: store } = parts.store
  const raises = createGroupCommit<NotificationRaise, true>({
    commit: raiseAll,
    largestBatch,
    scheduler: immediate(nextTurn),
    log,
  })
  /** Sessions with unread messages of the users who are connected here, so that reading on costs no look-up. */
  const unreadSessions = new Map<UserId, Set<SessionId>>()
  const underWay = new Set<Promise<unknown>>()

  function inBackground(task: Promise<unknown>): void {
    const done: Promise<unknown> = task.then(
      () => underWay.delete(done),
      (error: unknown) => {
        underWay.delete(done)
        log.error({ error }, 'notification could not be stored')
      },
    )
    underWay.add(done)
  }

  async function raiseAll(requests: readonly NotificationRaise[]): Promise<true[]> {
    const stored = await store.raiseAll(requests)
    for (const { userId, about } of stored) noteUnread(userId, about)
    inBackground(tellNew(stored))
    return requests.map(() => true)
  }

  /** Sends them to those of the users who are there, or have come meanwhile. */
  async function tellNew(stored: readonly StoredNotification[]): Promise<void> {
    const ofPresent = stored.filter(({ userId }) => registry.isPresent(userId))
    for (const [to, items] of Map.groupBy(ofPresent, ({ userId }) => userId)) {
      const unreadCount = await store.countUnread(to)
      tell([{ to, event: 'notification:new', payload: { items: items.map(viewNotification), unreadCount } }])
    }
  }

  /** Returns whether a device is there that the entry reaches by itself. */
  function isReached(userId: UserId, session: CachedSession, thread: Thread): boolean {
    const receives = registry.scopesOf(userId).some(({ role, invitedTo }) =>
      accessOf(session, {
        userId,
        role,
        name: userId,
        ...(invitedTo === undefined ? {} : { invitedTo }),
      })?.threads.includes(thread),
    )
    // Clients of the dialects know the care thread alone.
    return receives || (thread === 'care' && parts.isInRoomOf(session.record().id, userId))
  }

  function noteUnread(userId: UserId, about: { readonly kind: string; readonly sessionId?: SessionId | undefined }) {
    if (about.kind === 'message' && about.sessionId !== undefined) unreadSessions.get(userId)?.add(about.sessionId)
  }

  const wasRead = (to: UserId, device: string | undefined, payload: DeviceEvent<'notification:read'>['payload']) =>
    tell([{ to, ...(device === undefined ? {} : { except: device }), event: 'notification:read', payload }])

  async function readSession(userId: UserId, sessionId: SessionId): Promise<void> {
    const ids = await store.readSession(userId, sessionId)
    if (ids.length > 0) wasRead(userId, undefined, { ids, unreadCount: await store.countUnread(userId) })
  }

  return {
    list: async (principal, { before, beforeId, limit, unreadOnly }) => {
      const [items, unreadCount] = await Promise.all([
        store.list(principal.userId, { beforeMs: before, beforeId, limit, unreadOnly }),
        store.countUnread(principal.userId),
      ])
      return { items: items.map(viewNotification), unreadCount }
    },
    read: async ({ userId, device }: NotificationPrincipal, id) => {
      const outcome = await store.read(userId, id)
      if (outcome === 'unknown') throw new FailureError('notFound', 'There is no such notification.')
      const unreadCount = await store.countUnread(userId)
      if (outcome === 'marked') wasRead(userId, device, { ids: [id], unreadCount })
      return { unreadCount }
    },
    readAll: async ({ userId, device }: NotificationPrincipal) => {
      const markedCount = await store.readAll(userId)
      unreadSessions.get(userId)?.clear()
      if (markedCount > 0) wasRead(userId, device, { unreadCount: await store.countUnread(userId) })
      return { markedCount }
    },
    unreadCount: ({ userId }) => store.countUnread(userId),
    subscribe: async ({ userId, role }, topics) => {
      const all = new Set([...(await store.topicsOf(userId)), ...topics])
      if (all.size > limits.topicsPerUser)
        throw new FailureError('tooLarge', `Nobody can subscribe to more than ${limits.topicsPerUser} topics.`)
      // The newest token says who somebody is: an older one that still counts does not bring a role back.
      await store.subscribe(userId, registry.scopesOf(userId).at(-1)?.role ?? role, topics)
      return await store.topicsOf(userId)
    },
    unsubscribe: async ({ userId }, topics) => {
      await store.unsubscribe(userId, topics)
      return await store.topicsOf(userId)
    },
    announce: async (principal, { to, priority, title, text }) => {
      if (principal.role !== 'admin') throw new FailureError('forbidden', 'Only administrators make announcements.')
      const userIds = 'userIds' in to ? [...new Set(to.userIds)] : await store.subscribers(to.topic, to.roles)
      const topic = to.topic === undefined ? {} : { topic: to.topic }
      const stored = userIds.map(
        (userId): StoredNotification => ({
          id: newNotificationId(),
          userId,
          about: { kind: 'announcement', title, text, ...topic },
          priority,
          count: 1,
          atMs: clock.now(),
          read: false,
        }),
      )
      await store.insertAll(stored)
      await tellNew(stored)
      return { notifiedCount: userIds.length }
    },

    entryAppended: (session, { thread, senderId, body, at }) => {
      if (body.kind !== 'message') return
      for (const { userId, role } of session.record().participants) {
        if (userId === senderId || !threadsVisibleTo(role).includes(thread)) continue
        if (isReached(userId, session, thread)) continue
        const about = { kind: 'message', sessionId: session.record().id } as const
        inBackground(raises.add({ id: newNotificationId(), userId, about, priority: 'normal', atMs: at }))
      }
    },
    told: (tells) => {
      for (const tell of tells)
        if (tell.event === 'notification:new') for (const item of tell.payload.items) noteUnread(tell.to, item)
    },
    watermarkRaised: ({ userId, sessionId, readUpTo }) => {
      if (readUpTo === 0) return
      const known = unreadSessions.get(userId)
      if (known && !known.delete(sessionId)) return
      inBackground(readSession(userId, sessionId))
    },
    callMissed: ({ id, sessionId, calleeId, endedAtMs, startedAtMs }) => {
      const about = { kind: 'missedCall', sessionId, callId: id } as const
      const raise = { id: newNotificationId(), userId: calleeId, about, priority: 'high' } as const
      inBackground(raises.add({ ...raise, atMs: endedAtMs ?? startedAtMs }))
    },
    arrived: async ({ userId, deviceKey, role }) => {
      if (role !== undefined) await store.setRole(userId, role)
      const known = unreadSessions.get(userId) ?? new Set<SessionId>()
      // Before the look-up, so that what comes meanwhile is not missed.
      unreadSessions.set(userId, known)
      const query = { limit: limits.notificationsPerPage, unreadOnly: true }
      const unread = await store.list(userId, query)
      if (unread.length === 0) return
      for (const { about } of unread) if (about.kind === 'message') known.add(about.sessionId)
      const unreadCount = unread.length < query.limit ? unread.length : await store.countUnread(userId)
      // Beyond a page not every session is known: reading then has to look.
      if (unreadCount > unread.length) unreadSessions.delete(userId)
      const rank = ({ priority }: StoredNotification) => notificationPrioritySchema.options.indexOf(priority)
      const items = unread.sort((a, b) => rank(b) - rank(a) || b.atMs - a.atMs).map(viewNotification)
      tell([{ to: userId, only: deviceKey, event: 'notification:new', payload: { items, unreadCount } }])
    },
    forget: (userId) => {
      unreadSessions.delete(userId)
    },
    purge: async () => {
      await store.purge(clock.now() - keptMs.read, clock.now() - keptMs.any)
    },
    drain: async () => {
      while (underWay.size > 0) await Promise.all(underWay)
      await raises.drain()
    },
  }
}
