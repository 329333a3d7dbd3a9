import { FailureError } from '../../src/shared/model/failure.ts'
import type { NotificationId } from '../../src/shared/model/notification.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { NotificationStore } from '../store/notifications/notificationStore.ts'
import type { StoredNotification } from '../store/notifications/storedNotification.ts'
import type { NotificationSender } from './notificationSender.ts'
import type { NotificationUseCases } from './notificationUseCases.ts'

/** Creates `NotificationUseCases.announce`. */
export function createAnnounce({
  store,
  sender,
  newNotificationId,
  clock,
}: {
  readonly store: Pick<NotificationStore, 'subscribers' | 'insertAll'>
  readonly sender: Pick<NotificationSender, 'sendNew'>
  readonly newNotificationId: () => NotificationId
  readonly clock: Pick<Clock, 'now'>
}): NotificationUseCases['announce'] {
  return async (principal, { to, priority, title, text }) => {
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
    await sender.sendNew(stored)
    return { notifiedCount: userIds.length }
  }
}
