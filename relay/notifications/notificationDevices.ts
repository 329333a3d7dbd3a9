import { notificationPrioritySchema } from '../../src/shared/model/notification.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { SendToDevices } from '../events/deviceEvent.ts'
import type { DeviceListener } from '../presence/deviceConnections.ts'
import type { PresenceRegistry } from '../presence/presenceRegistry.ts'
import type { NotificationStore } from '../store/notifications/notificationStore.ts'
import type { StoredNotification } from '../store/notifications/storedNotification.ts'
import type { UnreadSessions } from './unreadSessions.ts'
import { viewNotification } from './viewNotification.ts'

/**
 * Creates the notifications' listener for devices: one that connects is sent what is unread, and its user's subscriptions count as
 * of its role.
 */
export function createNotificationDevices({
  store,
  unread,
  registry,
  send,
}: {
  readonly store: Pick<NotificationStore, 'setRole' | 'list' | 'countUnread'>
  readonly unread: UnreadSessions
  readonly registry: Pick<PresenceRegistry, 'isPresent'>
  readonly send: SendToDevices
}): DeviceListener {
  return {
    arrived: async ({ userId, deviceKey, role }) => {
      if (role !== undefined) await store.setRole(userId, role)
      // Before the look-up, so that what comes meanwhile is not missed.
      unread.open(userId)
      const query = { limit: limits.notificationsPerPage, unreadOnly: true }
      const found = await store.list(userId, query)
      if (found.length === 0) return
      for (const { about } of found) unread.add(userId, about)
      const unreadCount = found.length < query.limit ? found.length : await store.countUnread(userId)
      // Beyond a page not every session is known: reading then has to look.
      if (unreadCount > found.length) unread.forget(userId)
      const items = mostUrgentFirst(found).map(viewNotification)
      send([{ to: userId, only: deviceKey, event: 'notification:new', payload: { items, unreadCount } }])
    },
    left: ({ userId }) => {
      if (!registry.isPresent(userId)) unread.forget(userId)
    },
  }
}

function mostUrgentFirst(notifications: readonly StoredNotification[]): StoredNotification[] {
  const rank = ({ priority }: StoredNotification) => notificationPrioritySchema.options.indexOf(priority)
  return notifications.toSorted((a, b) => rank(b) - rank(a) || b.atMs - a.atMs)
}
