import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { NotificationId, Topic } from '../../../src/shared/model/notification.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import type { Database } from '../tables.ts'
import {
  countUnread,
  insertNotifications,
  listNotifications,
  markAllRead,
  markRead,
  markSessionRead,
  purgeNotifications,
  raiseNotifications,
} from './notificationQueries.ts'
import type { NotificationPage, NotificationRaise, StoredNotification } from './storedNotification.ts'
import { findSubscribers, findTopics, setSubscribedRole, subscribe, unsubscribe } from './topicQueries.ts'

export interface NotificationStore {
  /**
   * Counts the raises in one transaction. Returns the notifications that began or grew, as they now are, each once. When the connection to the
   * database breaks in the middle, a count may come out too high, never too low.
   */
  readonly raiseAll: (raises: readonly NotificationRaise[]) => Promise<StoredNotification[]>
  /** Leaves those whose ids are stored already as they are. */
  readonly insertAll: (notifications: readonly StoredNotification[]) => Promise<void>
  /** Returns the newest first: those from before an instant, or unread ones alone. */
  readonly list: (userId: UserId, page: NotificationPage) => Promise<StoredNotification[]>
  readonly countUnread: (userId: UserId) => Promise<number>
  /** `unknown`: the user has no such notification. */
  readonly read: (userId: UserId, id: NotificationId) => Promise<'marked' | 'already' | 'unknown'>
  /** Marks all as read and returns how many were unread. */
  readonly readAll: (userId: UserId) => Promise<number>
  /** Marks those about messages of a session as read. Returns the ones that were unread. */
  readonly readSession: (userId: UserId, sessionId: SessionId) => Promise<NotificationId[]>
  /** Removes those that were read and are older than one instant, and all that are older than the other. Returns how many. */
  readonly purge: (readBeforeMs: number, anyBeforeMs: number) => Promise<number>
  readonly subscribe: (userId: UserId, role: Role, topics: readonly Topic[]) => Promise<void>
  /** Changes the role of all subscriptions of the user. */
  readonly setRole: (userId: UserId, role: Role) => Promise<void>
  readonly unsubscribe: (userId: UserId, topics: readonly Topic[]) => Promise<void>
  /** Returns them ascending. */
  readonly topicsOf: (userId: UserId) => Promise<Topic[]>
  /** Returns them ascending; of these roles only, if any are given. */
  readonly subscribers: (topic: Topic, roles: readonly Role[] | undefined) => Promise<UserId[]>
}

/** Notifications and topics. */
export function createNotificationStore(db: Database, queryRunner: QueryRunner): NotificationStore {
  return {
    raiseAll: (raises) => queryRunner(() => raiseNotifications(db, raises)),
    insertAll: (notifications) => queryRunner(() => insertNotifications(db, notifications)),
    list: (userId, page) => queryRunner(() => listNotifications(db, userId, page)),
    countUnread: (userId) => queryRunner(() => countUnread(db, userId)),
    read: (userId, id) => queryRunner(() => markRead(db, userId, id)),
    readAll: (userId) => queryRunner(() => markAllRead(db, userId)),
    readSession: (userId, sessionId) => queryRunner(() => markSessionRead(db, userId, sessionId)),
    purge: (readBeforeMs, anyBeforeMs) => queryRunner(() => purgeNotifications(db, readBeforeMs, anyBeforeMs)),
    subscribe: (userId, role, topics) => queryRunner(() => subscribe(db, userId, role, topics)),
    setRole: (userId, role) => queryRunner(() => setSubscribedRole(db, userId, role)),
    unsubscribe: (userId, topics) => queryRunner(() => unsubscribe(db, userId, topics)),
    topicsOf: (userId) => queryRunner(() => findTopics(db, userId)),
    subscribers: (topic, roles) => queryRunner(() => findSubscribers(db, topic, roles)),
  }
}
