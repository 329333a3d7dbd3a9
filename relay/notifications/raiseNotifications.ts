import type { Logger } from 'pino'
import type { BackgroundTasks } from '../../src/shared/model/timing/backgroundTasks.ts'
import { immediate } from '../sessions/messages/createBatchScheduler.ts'
import { createGroupCommit } from '../sessions/messages/groupCommit.ts'
import type { NotificationStore } from '../store/notifications/notificationStore.ts'
import type { NotificationRaise } from '../store/notifications/storedNotification.ts'
import type { NotificationSender } from './notificationSender.ts'
import type { UnreadSessions } from './unreadSessions.ts'

export interface RaiseNotifications {
  /** Stores a notification, or counts one more in that of the same subject, and sends it. Returns at once. */
  readonly raise: (notification: NotificationRaise) => void
  /** Resolves when what was raised by now is stored. */
  readonly drain: () => Promise<void>
}

/** Notifications that are stored in one transaction. */
const largestBatch = 500

/** Creates the raising of notifications: those that are raised at once share a commit. */
export function createRaiseNotifications({
  store,
  unread,
  sender,
  tasks,
  nextTurn,
  log,
}: {
  readonly store: Pick<NotificationStore, 'raiseAll'>
  readonly unread: Pick<UnreadSessions, 'add'>
  readonly sender: Pick<NotificationSender, 'sendNew'>
  readonly tasks: BackgroundTasks
  readonly nextTurn: (task: () => void) => void
  readonly log: Logger
}): RaiseNotifications {
  const raises = createGroupCommit<NotificationRaise, true>({
    commit: async (requests) => {
      const stored = await store.raiseAll(requests)
      for (const { userId, about } of stored) unread.add(userId, about)
      tasks.add(sender.sendNew(stored))
      return requests.map(() => true)
    },
    largestBatch,
    scheduler: immediate(nextTurn),
    log,
  })
  return {
    raise: (notification) => tasks.add(raises.add(notification)),
    drain: async () => {
      await tasks.settled()
      await raises.drain()
    },
  }
}
