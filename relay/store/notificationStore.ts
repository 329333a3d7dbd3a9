import { type Selectable, sql } from 'kysely'
import type { CallId } from '../../src/shared/model/call.ts'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { NotificationId, NotificationPriority, Topic } from '../../src/shared/model/notification.ts'
import type { Role } from '../../src/shared/model/role.ts'
import { inChunks } from './chunks.ts'
import type { QueryRunner } from './database/queryRunner.ts'
import type { LiveTables } from './liveTables.ts'
import type { Database } from './tables.ts'

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

/** Something that is counted into the unread notification of its kind and session, or begins one with this id. */
export interface NotificationRaise {
  readonly id: NotificationId
  readonly userId: UserId
  readonly about: Exclude<StoredNotification['about'], { readonly kind: 'announcement' }>
  readonly priority: NotificationPriority
  readonly atMs: number
}

export interface NotificationStore {
  /**
   * In one transaction. Returns the notifications that began or grew, as they now are, each once. When the connection to the
   * database breaks in the middle, a count may come out too high, never too low.
   */
  readonly raiseAll: (raises: readonly NotificationRaise[]) => Promise<StoredNotification[]>
  /** Those whose ids are there already are left as they are. */
  readonly insertAll: (notifications: readonly StoredNotification[]) => Promise<void>
  /** The newest first: those from before an instant, only unread ones if so asked. */
  readonly list: (
    userId: UserId,
    query: {
      readonly beforeMs?: number | undefined
      /** Of those of that instant too, the ones that come after this in the order. */
      readonly beforeId?: NotificationId | undefined
      readonly limit: number
      readonly unreadOnly: boolean
    },
  ) => Promise<StoredNotification[]>
  readonly countUnread: (userId: UserId) => Promise<number>
  /** `unknown`: the user has no such notification. */
  readonly read: (userId: UserId, id: NotificationId) => Promise<'marked' | 'already' | 'unknown'>
  /** Marks all as read and returns how many were unread. */
  readonly readAll: (userId: UserId) => Promise<number>
  /** Marks what stands for messages of a session. Returns what was unread. */
  readonly readSession: (userId: UserId, sessionId: SessionId) => Promise<NotificationId[]>
  /** Removes what was read and is older than one instant, and all that is older than the other. Returns how many. */
  readonly purge: (readBeforeMs: number, anyBeforeMs: number) => Promise<number>
  readonly subscribe: (userId: UserId, role: Role, topics: readonly Topic[]) => Promise<void>
  /** From now on what the user subscribes to counts as of this role. */
  readonly setRole: (userId: UserId, role: Role) => Promise<void>
  readonly unsubscribe: (userId: UserId, topics: readonly Topic[]) => Promise<void>
  /** Ascending. */
  readonly topicsOf: (userId: UserId) => Promise<Topic[]>
  /** Ascending; of these roles only, if any are given. */
  readonly subscribers: (topic: Topic, roles: readonly Role[] | undefined) => Promise<UserId[]>
}

type Row = LiveTables['notifications']

/** Notifications and topics. That an unread one is counted up instead of doubled is in the statement itself. */
export function createNotificationStore(db: Database, queryRunner: QueryRunner): NotificationStore {
  return {
    raiseAll: (raises) =>
      queryRunner(async () => {
        const wanted = merged(raises)
        if (wanted.length === 0) return []
        return await db.transaction().execute(async (transaction) => {
          const stored: StoredNotification[] = []
          for (const chunk of inChunks(wanted)) {
            const rows = await transaction
              .insertInto('notifications')
              .values(chunk)
              .onConflict((conflict) =>
                conflict.column('slot').doUpdateSet((update) => ({
                  count: sql<number>`notifications.count + excluded.count`,
                  at_ms: update.ref('excluded.at_ms'),
                  call_id: update.ref('excluded.call_id'),
                })),
              )
              .returningAll()
              .execute()
            stored.push(...rows.map(toStored))
          }
          return stored
        })
      }),
    insertAll: (notifications) =>
      queryRunner(() =>
        db.transaction().execute(async (transaction) => {
          for (const chunk of inChunks(notifications))
            await transaction
              .insertInto('notifications')
              .values(chunk.map((notification) => toRow(notification, null)))
              .onConflict((conflict) => conflict.column('id').doNothing())
              .execute()
        }),
      ),
    list: (userId, { beforeMs, beforeId, limit, unreadOnly }) =>
      queryRunner(async () => {
        let query = db.selectFrom('notifications').selectAll().where('user_id', '=', userId)
        if (beforeMs !== undefined && beforeId === undefined) query = query.where('at_ms', '<', beforeMs)
        if (beforeMs !== undefined && beforeId !== undefined)
          query = query.where((row) =>
            row.or([row('at_ms', '<', beforeMs), row.and([row('at_ms', '=', beforeMs), row('id', '<', beforeId)])]),
          )
        if (unreadOnly) query = query.where('read', '=', 0)
        const rows = await query.orderBy('at_ms', 'desc').orderBy('id', 'desc').limit(limit).execute()
        return rows.map(toStored)
      }),
    countUnread: (userId) =>
      queryRunner(async () => {
        const row = await db
          .selectFrom('notifications')
          .select((select) => select.fn.countAll().as('unread'))
          .where('user_id', '=', userId)
          .where('read', '=', 0)
          .executeTakeFirst()
        return Number(row?.unread ?? 0)
      }),
    read: (userId, id) =>
      queryRunner(async () => {
        const marked = await db
          .updateTable('notifications')
          .set({ read: 1, slot: null })
          .where('id', '=', id)
          .where('user_id', '=', userId)
          .where('read', '=', 0)
          .returning('id')
          .executeTakeFirst()
        if (marked) return 'marked'
        const known = await db
          .selectFrom('notifications')
          .select('id')
          .where('id', '=', id)
          .where('user_id', '=', userId)
          .executeTakeFirst()
        return known ? 'already' : 'unknown'
      }),
    readAll: (userId) =>
      queryRunner(async () => {
        const marked = await db
          .updateTable('notifications')
          .set({ read: 1, slot: null })
          .where('user_id', '=', userId)
          .where('read', '=', 0)
          .returning('id')
          .execute()
        return marked.length
      }),
    readSession: (userId, sessionId) =>
      queryRunner(async () => {
        const marked = await db
          .updateTable('notifications')
          .set({ read: 1, slot: null })
          .where('user_id', '=', userId)
          .where('read', '=', 0)
          .where('session_id', '=', sessionId)
          .where('kind', '=', 'message')
          .returning('id')
          .execute()
        return marked.map(({ id }) => id)
      }),
    purge: (readBeforeMs, anyBeforeMs) =>
      queryRunner(async () => {
        const gone = await db
          .deleteFrom('notifications')
          .where((where) =>
            where.or([
              where('at_ms', '<', anyBeforeMs),
              where.and([where('at_ms', '<', readBeforeMs), where('read', '=', 1)]),
            ]),
          )
          .executeTakeFirst()
        return Number(gone.numDeletedRows)
      }),
    subscribe: (userId, role, topics) =>
      queryRunner(async () => {
        const rows = [...new Set(topics)].map((topic) => ({ user_id: userId, topic, role }))
        for (const chunk of inChunks(rows))
          await db
            .insertInto('notification_topics')
            .values(chunk)
            .onConflict((conflict) => conflict.columns(['user_id', 'topic']).doUpdateSet({ role }))
            .execute()
      }),
    setRole: (userId, role) =>
      queryRunner(async () => {
        const others = db.selectFrom('notification_topics').select('topic').where('user_id', '=', userId)
        // Looked at first: hardly ever is there something to write, and writers wait for each other.
        if (!(await others.where('role', '<>', role).limit(1).executeTakeFirst())) return
        await db.updateTable('notification_topics').set({ role }).where('user_id', '=', userId).execute()
      }),
    unsubscribe: (userId, topics) =>
      queryRunner(async () => {
        for (const chunk of inChunks(topics))
          await db.deleteFrom('notification_topics').where('user_id', '=', userId).where('topic', 'in', chunk).execute()
      }),
    topicsOf: (userId) =>
      queryRunner(async () => {
        const rows = await db
          .selectFrom('notification_topics')
          .select('topic')
          .where('user_id', '=', userId)
          .orderBy('topic')
          .execute()
        return rows.map(({ topic }) => topic)
      }),
    subscribers: (topic, roles) =>
      queryRunner(async () => {
        let query = db
          .selectFrom('notification_topics')
          .leftJoin('users', 'users.id', 'notification_topics.user_id')
          .select('notification_topics.user_id')
          .where('topic', '=', topic)
        // Someone may have another role by now than when they subscribed.
        if (roles)
          query = query
            .where('notification_topics.role', 'in', roles)
            .where((where) => where.or([where('users.role', 'is', null), where('users.role', 'in', roles)]))
        return (await query.orderBy('notification_topics.user_id').execute()).map((row) => row.user_id)
      }),
  }
}

/** One row for each slot: a statement may touch a row only once. In a fixed order, so that writers cannot lock each other out. */
function merged(raises: readonly NotificationRaise[]): Row[] {
  const bySlot = new Map<string, Row>()
  for (const raise of raises) {
    const slot = `${raise.userId} ${raise.about.kind} ${raise.about.sessionId}`
    const earlier = bySlot.get(slot)
    const row = toRow({ ...raise, count: (earlier?.count ?? 0) + 1, read: false }, slot)
    bySlot.set(slot, earlier ? { ...row, id: earlier.id } : row)
  }
  return [...bySlot].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

function toRow({ id, userId, about, priority, count, atMs, read }: StoredNotification, slot: string | null): Row {
  return {
    id,
    user_id: userId,
    slot,
    kind: about.kind,
    priority,
    title: about.kind === 'announcement' ? about.title : null,
    text: about.kind === 'announcement' ? about.text : null,
    count,
    at_ms: atMs,
    read: read ? 1 : 0,
    session_id: about.kind === 'announcement' ? null : about.sessionId,
    call_id: about.kind === 'missedCall' ? about.callId : null,
    topic: about.kind === 'announcement' ? (about.topic ?? null) : null,
  }
}

function toStored(row: Selectable<Row>): StoredNotification {
  const { id, user_id: userId, priority, count, at_ms: atMs } = row
  return { id, userId, about: aboutOf(row), priority, count, atMs, read: row.read === 1 }
}

function aboutOf({ kind, title, text, topic, session_id, call_id }: Selectable<Row>): StoredNotification['about'] {
  if (kind === 'announcement' && title !== null && text !== null)
    return { kind, title, text, ...(topic === null ? {} : { topic }) }
  if (kind === 'message' && session_id !== null) return { kind, sessionId: session_id }
  if (kind === 'missedCall' && session_id !== null && call_id !== null)
    return { kind, sessionId: session_id, callId: call_id }
  throw new Error('a notification lacks what its kind has')
}
