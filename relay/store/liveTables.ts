import type { CallId, CallState, CallType } from '../../src/shared/model/call.ts'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type {
  NotificationId,
  NotificationKind,
  NotificationPriority,
  Topic,
} from '../../src/shared/model/notification.ts'
import type { Role } from '../../src/shared/model/role.ts'

/** The tables of calls and notifications, as the migrations leave them. Instants are ms since 1970, flags are 0 or 1. */
export interface LiveTables {
  calls: {
    id: CallId
    session_id: SessionId
    caller_id: UserId
    caller_name: string
    caller_device: string
    callee_id: UserId
    callee_device: string | null
    call_type: CallType
    state: CallState
    started_at_ms: number
    rings_until_ms: number
    accepted_at_ms: number | null
    ended_at_ms: number | null
    ended_by: UserId | null
    end_reason: string | null
  }
  call_quality: {
    call_id: CallId
    user_id: UserId
    at_ms: number
    packet_loss_percent: number
    jitter_ms: number
    round_trip_ms: number
    bitrate_kbps: number | null
  }
  notifications: {
    id: NotificationId
    user_id: UserId
    slot: string | null
    kind: NotificationKind
    priority: NotificationPriority
    /** The words of an announcement; those of the other kinds are fixed. */
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
