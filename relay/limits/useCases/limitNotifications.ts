import type { NotificationUseCases } from '../../notifications/notificationUseCases.ts'
import type { Work } from '../createWork.ts'
import { workCosts as costs } from '../workCosts.ts'

/** Returns the use cases with listing notifications held to what it costs. */
export function limitNotifications(notifications: NotificationUseCases, work: Work): NotificationUseCases {
  return {
    ...notifications,
    list: (principal, query) => work(principal, costs.notifications, () => notifications.list(principal, query)),
  }
}
