import type { Logger } from 'pino'
import type { NotificationId } from '../../src/shared/model/notification.ts'
import { threadsVisibleTo } from '../../src/shared/model/thread.ts'
import { createBackgroundTasks } from '../../src/shared/model/timing/backgroundTasks.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { Capability } from '../events/capability.ts'
import type { SendToDevices } from '../events/deviceEvent.ts'
import type { Listeners } from '../events/eventBus.ts'
import type { DeviceListener } from '../presence/deviceConnections.ts'
import type { PresenceRegistry } from '../presence/presenceRegistry.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { RelayEvents } from '../sessions/sessionEvents.ts'
import type { CallRecord } from '../store/calls/callStore.ts'
import type { Store } from '../store/store.ts'
import { createAnnounce } from './announce.ts'
import { isReached, type ReachParts } from './isReached.ts'
import { createNotificationDevices } from './notificationDevices.ts'
import { createNotificationSender } from './notificationSender.ts'
import type { NotificationUseCases } from './notificationUseCases.ts'
import { createRaiseNotifications, type RaiseNotifications } from './raiseNotifications.ts'
import { createReadNotifications } from './readNotifications.ts'
import { createTopicSubscriptions } from './topicSubscriptions.ts'
import { createUnreadSessions } from './unreadSessions.ts'

export interface NotificationsParts extends ReachParts {
  readonly store: Pick<Store, 'notifications'>
  readonly registry: PresenceRegistry
  readonly publish: RelayEvents['publish']
  readonly newNotificationId: () => NotificationId
  readonly nextTurn: (task: () => void) => void
  readonly clock: Pick<Clock, 'now'>
  readonly log: Logger
}

export interface Notifications extends Capability<CachedSession> {
  readonly useCases: NotificationUseCases
  readonly devices: DeviceListener
}

const dayMs = 86_400_000
/** Time for which notifications are kept: a month if they were read, three if not. */
const keptMs = { read: 30 * dayMs, any: 90 * dayMs }

/** Builds the notifications of users who were not present, and their way of catching up with them. */
export function createNotifications(parts: NotificationsParts): Notifications {
  const { registry, publish, clock, log } = parts
  const { notifications: store } = parts.store
  const send: SendToDevices = (events) => publish({ kind: 'tells', tells: events })
  const tasks = createBackgroundTasks((error) => log.error({ error }, 'notification could not be stored'))
  const unread = createUnreadSessions()
  const sender = createNotificationSender({ store, registry, send })
  const { raise, drain } = createRaiseNotifications({ ...parts, store, unread, sender, tasks })
  const { readSession, ...reading } = createReadNotifications({ store, unread, sender })
  const purging = createBackgroundTasks((error) => log.error({ error }, 'old notifications could not be removed'))
  return {
    useCases: {
      ...reading,
      ...createTopicSubscriptions(store, registry),
      announce: createAnnounce({ ...parts, store, sender }),
    },
    devices: createNotificationDevices({ store, unread, registry, send }),
    subscribe: {
      notifications: {
        fromThisNode: {
          ...raisedBy(parts, raise),
          watermark: ({ mark: { userId, sessionId, readUpTo } }) => {
            if (readUpTo > 0 && unread.take(userId, sessionId)) tasks.add(readSession(userId, sessionId))
          },
        },
        // Another node has notified users of this one.
        fromOtherNodes: {
          tells: ({ tells: events }) => {
            for (const { to, event, payload } of events)
              if (event === 'notification:new') for (const item of payload.items) unread.add(to, item)
          },
        },
      },
    },
    start: () => purging.add(store.purge(clock.now() - keptMs.read, clock.now() - keptMs.any)),
    stop: async () => {
      await purging.settled()
      await drain()
    },
  }
}

/** Returns the listeners that notify of messages and of missed calls. */
function raisedBy(
  parts: NotificationsParts,
  raise: RaiseNotifications['raise'],
): Pick<Listeners<CachedSession>, 'entry' | 'call'> {
  const { newNotificationId } = parts
  return {
    entry: ({ entry: { thread, senderId, body, at } }, session) => {
      if (body.kind !== 'message') return
      for (const { userId, role } of session.record().participants) {
        if (userId === senderId || !threadsVisibleTo(role).includes(thread)) continue
        if (isReached(parts, userId, session, thread)) continue
        const about = { kind: 'message', sessionId: session.record().id } as const
        raise({ id: newNotificationId(), userId, about, priority: 'normal', atMs: at })
      }
    },
    call: ({ call }) => {
      if (!isUnanswered(call)) return
      const { id, sessionId, calleeId, endedAtMs, startedAtMs } = call
      const about = { kind: 'missedCall', sessionId, callId: id } as const
      const atMs = endedAtMs ?? startedAtMs
      raise({ id: newNotificationId(), userId: calleeId, about, priority: 'high', atMs })
    },
  }
}

/** Returns whether the call is over without having been accepted or rejected. */
function isUnanswered({ state, acceptedAtMs }: CallRecord): boolean {
  return acceptedAtMs === null && (state === 'missed' || state === 'ended')
}
