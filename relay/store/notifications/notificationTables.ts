import type { CallId } from '../../../src/shared/model/call.ts'
import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type {
  NotificationId,
  NotificationKind,
  NotificationPriority,
  Topic,
} from '../../../src/shared/model/notification.ts'
import type { Role } from '../../../src/shared/model/role.ts'

/** The tables of notifications. */
export interface NotificationTables {
  notifications: {
    id: NotificationId
    user_id: UserId
    slot: string | null
    kind: NotificationKind
    priority: NotificationPriority
    /** Title and text of an announcement; those of the other kinds are fixed. */
    title: string | null
    text: string | null
    count: number
    at_ms: number
    read: number
    session_id: SessionId | null
    call_id: CallId | null
    topic: Topic | null
  }
  notification_topics: {
    user_id: UserId
    topic: Topic
    /** The role in the token with which the user subscribed. */
    role: Role
  }
}
