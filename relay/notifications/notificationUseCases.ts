import type { Notification, NotificationId, Topic } from '../../src/shared/model/notification.ts'
import type { Announcement } from '../../src/shared/protocol/notification.ts'
import type { UpRequest } from '../../src/shared/protocol/up.ts'
import type { Principal } from '../sessions/access/principal.ts'

/** Author of a request; `device` is the `deviceKey` it comes from, if any: the user's other devices are sent what it has changed. */
export interface NotificationPrincipal extends Principal {
  readonly device?: string
}

/** Actions on notifications, whatever the request came in by. Everyone reaches only their own. */
export interface NotificationUseCases {
  /** A page, newest first. */
  readonly list: (
    principal: Principal,
    query: UpRequest<'notification:list'>,
  ) => Promise<{ readonly items: Notification[]; readonly unreadCount: number }>
  /** Refuses with `notFound`. What was read already stays so. */
  readonly read: (principal: NotificationPrincipal, id: NotificationId) => Promise<{ readonly unreadCount: number }>
  readonly readAll: (principal: NotificationPrincipal) => Promise<{ readonly markedCount: number }>
  readonly unreadCount: (principal: Principal) => Promise<number>
  /** Both give all topics that the principal is then subscribed to. Refuses with `tooLarge` beyond `limits.topicsPerUser`. */
  readonly subscribe: (principal: Principal, topics: readonly Topic[]) => Promise<Topic[]>
  readonly unsubscribe: (principal: Principal, topics: readonly Topic[]) => Promise<Topic[]>
  /** Notifies users, or those who subscribe to a topic. Administrators only (`forbidden`). */
  readonly announce: (principal: Principal, announcement: Announcement) => Promise<{ readonly notifiedCount: number }>
}
