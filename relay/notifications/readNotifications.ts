import { FailureError } from '../../src/shared/model/failure.ts'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { NotificationStore } from '../store/notifications/notificationStore.ts'
import type { NotificationSender } from './notificationSender.ts'
import type { NotificationUseCases } from './notificationUseCases.ts'
import type { UnreadSessions } from './unreadSessions.ts'
import { viewNotification } from './viewNotification.ts'

export interface ReadNotifications extends Pick<NotificationUseCases, 'list' | 'read' | 'readAll' | 'unreadCount'> {
  /** Marks as read what stands for the messages of a session. */
  readonly readSession: (userId: UserId, sessionId: SessionId) => Promise<void>
}

/** Creates listing a user's notifications and marking them as read; the user's other devices are sent what was read. */
export function createReadNotifications({
  store,
  unread,
  sender,
}: {
  readonly store: NotificationStore
  readonly unread: Pick<UnreadSessions, 'clear'>
  readonly sender: Pick<NotificationSender, 'sendRead'>
}): ReadNotifications {
  return {
    list: async (principal, { before, beforeId, limit, unreadOnly }) => {
      const [items, unreadCount] = await Promise.all([
        store.list(principal.userId, { beforeMs: before, beforeId, limit, unreadOnly }),
        store.countUnread(principal.userId),
      ])
      return { items: items.map(viewNotification), unreadCount }
    },
    read: async ({ userId, device }, id) => {
      const outcome = await store.read(userId, id)
      if (outcome === 'unknown') throw new FailureError('notFound', 'There is no such notification.')
      const unreadCount = await store.countUnread(userId)
      if (outcome === 'marked') sender.sendRead(userId, device, { ids: [id], unreadCount })
      return { unreadCount }
    },
    readAll: async ({ userId, device }) => {
      const markedCount = await store.readAll(userId)
      unread.clear(userId)
      if (markedCount > 0) sender.sendRead(userId, device, { unreadCount: await store.countUnread(userId) })
      return { markedCount }
    },
    unreadCount: ({ userId }) => store.countUnread(userId),
    readSession: async (userId, sessionId) => {
      const ids = await store.readSession(userId, sessionId)
      if (ids.length > 0) sender.sendRead(userId, undefined, { ids, unreadCount: await store.countUnread(userId) })
    },
  }
}
