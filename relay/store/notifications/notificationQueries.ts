import { type Selectable, sql } from 'kysely'
import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { NotificationId } from '../../../src/shared/model/notification.ts'
import { inChunks } from '../inChunks.ts'
import type { Database, Tables } from '../tables.ts'
import type { NotificationPage, NotificationRaise, StoredNotification } from './storedNotification.ts'

type Row = Tables['notifications']

/** Counts an unread notification up instead of doubling it, in the statement itself: writers need not know of each other. */
export async function raiseNotifications(
  db: Database,
  raises: readonly NotificationRaise[],
): Promise<StoredNotification[]> {
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
}

export async function insertNotifications(db: Database, notifications: readonly StoredNotification[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (const chunk of inChunks(notifications))
      await transaction
        .insertInto('notifications')
        .values(chunk.map((notification) => toRow(notification, null)))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute()
  })
}

export async function listNotifications(
  db: Database,
  userId: UserId,
  { beforeMs, beforeId, limit, unreadOnly }: NotificationPage,
): Promise<StoredNotification[]> {
  let query = db.selectFrom('notifications').selectAll().where('user_id', '=', userId)
  if (beforeMs !== undefined && beforeId === undefined) query = query.where('at_ms', '<', beforeMs)
  if (beforeMs !== undefined && beforeId !== undefined)
    query = query.where((row) =>
      row.or([row('at_ms', '<', beforeMs), row.and([row('at_ms', '=', beforeMs), row('id', '<', beforeId)])]),
    )
  if (unreadOnly) query = query.where('read', '=', 0)
  const rows = await query.orderBy('at_ms', 'desc').orderBy('id', 'desc').limit(limit).execute()
  return rows.map(toStored)
}

export async function countUnread(db: Database, userId: UserId): Promise<number> {
  const row = await db
    .selectFrom('notifications')
    .select((select) => select.fn.countAll().as('unread'))
    .where('user_id', '=', userId)
    .where('read', '=', 0)
    .executeTakeFirst()
  return Number(row?.unread ?? 0)
}

export async function markRead(
  db: Database,
  userId: UserId,
  id: NotificationId,
): Promise<'marked' | 'already' | 'unknown'> {
  const marked = await markUnread(db, userId).where('id', '=', id).executeTakeFirst()
  if (marked) return 'marked'
  const known = await db
    .selectFrom('notifications')
    .select('id')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return known ? 'already' : 'unknown'
}

export async function markAllRead(db: Database, userId: UserId): Promise<number> {
  return (await markUnread(db, userId).execute()).length
}

export async function markSessionRead(db: Database, userId: UserId, sessionId: SessionId): Promise<NotificationId[]> {
  const marked = await markUnread(db, userId)
    .where('session_id', '=', sessionId)
    .where('kind', '=', 'message')
    .execute()
  return marked.map(({ id }) => id)
}

/** Marks unread notifications of the user as read, which frees their slots, and returns their ids. */
function markUnread(db: Database, userId: UserId) {
  return db
    .updateTable('notifications')
    .set({ read: 1, slot: null })
    .where('user_id', '=', userId)
    .where('read', '=', 0)
    .returning('id')
}

export async function purgeNotifications(db: Database, readBeforeMs: number, anyBeforeMs: number): Promise<number> {
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
