import type { CallId } from '../../../src/shared/model/call.ts'
import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { NotificationId, NotificationPriority, Topic } from '../../../src/shared/model/notification.ts'

export interface StoredNotification {
  readonly id: NotificationId
  readonly userId: UserId
  readonly about:
    | { readonly kind: 'message'; readonly sessionId: SessionId }
    | { readonly kind: 'missedCall'; readonly sessionId: SessionId; readonly callId: CallId }
    | { readonly kind: 'announcement'; readonly title: string; readonly text: string; readonly topic?: Topic }
  readonly priority: NotificationPriority
  readonly count: number
  readonly atMs: number
  readonly read: boolean
}

/** Occasion that is counted into the unread notification of its kind and session, or begins one with this id. */
export interface NotificationRaise {
  readonly id: NotificationId
  readonly userId: UserId
  readonly about: Exclude<StoredNotification['about'], { readonly kind: 'announcement' }>
  readonly priority: NotificationPriority
  readonly atMs: number
}

export interface NotificationPage {
  readonly beforeMs?: number | undefined
  /** Includes those of that very instant that come after this one in the order. */
  readonly beforeId?: NotificationId | undefined
  readonly limit: number
  readonly unreadOnly: boolean
}
