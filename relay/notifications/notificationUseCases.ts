import type { Entry } from '../../src/shared/model/entry.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import type { Notification, NotificationId, Topic } from '../../src/shared/model/notification.ts'
import type { Announcement } from '../../src/shared/protocol/notification.ts'
import type { UpRequest } from '../../src/shared/protocol/up.ts'
import type { SendToDevices } from '../events/deviceEvent.ts'
import type { PresentDevice } from '../presence/presenceRegistry.ts'
import type { Principal } from '../sessions/access/principal.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { CallRecord } from '../store/callStore.ts'
import type { StoredWatermark } from '../store/log/watermarkStore.ts'

/** Author of a request; `device` is the `deviceKey` it comes from, if any: the others are told. */
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

/** Notices that notifications need of what happens around them. */
export interface NotificationDuties {
  /** An entry was stored by this node: participants without a device that it reaches find a notification. Returns at once. */
  readonly entryAppended: (session: CachedSession, entry: Entry) => void
  /** Another node has told users of this one: what it has notified them of is read with the messages. */
  readonly told: SendToDevices
  /** A watermark grew: what stands for the messages of a session is read with them. Returns at once. */
  readonly watermarkRaised: (mark: StoredWatermark) => void
  /** Nobody answered. Returns at once. */
  readonly callMissed: (call: CallRecord) => void
  /** A device has connected: it is told what is unread, and its user's subscriptions count as of its role. */
  readonly arrived: (device: PresentDevice) => Promise<void>
  /** The last connection of a user on this node has ended. */
  readonly forget: (userId: UserId) => void
  /** Removes what is too old to be of use. */
  readonly purge: () => Promise<void>
  /** Resolves when everything that was asked for by now is stored. */
  readonly drain: () => Promise<void>
}
