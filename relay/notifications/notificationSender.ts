import type { UserId } from '../../src/shared/model/ids.ts'
import type { DeviceEvent, SendToDevices } from '../events/deviceEvent.ts'
import type { PresenceRegistry } from '../presence/presenceRegistry.ts'
import type { NotificationStore } from '../store/notifications/notificationStore.ts'
import type { StoredNotification } from '../store/notifications/storedNotification.ts'
import { viewNotification } from './viewNotification.ts'

export interface NotificationSender {
  /** Sends notifications to those of their users who are present. */
  readonly sendNew: (stored: readonly StoredNotification[]) => Promise<void>
  /** Sends a user's devices, except the one that has read them, which notifications were read. */
  readonly sendRead: (
    to: UserId,
    except: string | undefined,
    payload: DeviceEvent<'notification:read'>['payload'],
  ) => void
}

export function createNotificationSender({
  store,
  registry,
  send,
}: {
  readonly store: Pick<NotificationStore, 'countUnread'>
  readonly registry: Pick<PresenceRegistry, 'isPresent'>
  readonly send: SendToDevices
}): NotificationSender {
  return {
    sendNew: async (stored) => {
      const ofPresent = stored.filter(({ userId }) => registry.isPresent(userId))
      for (const [to, items] of Map.groupBy(ofPresent, ({ userId }) => userId)) {
        const unreadCount = await store.countUnread(to)
        send([{ to, event: 'notification:new', payload: { items: items.map(viewNotification), unreadCount } }])
      }
    },
    sendRead: (to, except, payload) =>
      send([{ to, ...(except === undefined ? {} : { except }), event: 'notification:read', payload }]),
  }
}
