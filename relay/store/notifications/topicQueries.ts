import type { UserId } from '../../../src/shared/model/ids.ts'
import type { Topic } from '../../../src/shared/model/notification.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import { inChunks } from '../inChunks.ts'
import type { Database } from '../tables.ts'

export async function subscribe(db: Database, userId: UserId, role: Role, topics: readonly Topic[]): Promise<void> {
  const rows = [...new Set(topics)].map((topic) => ({ user_id: userId, topic, role }))
  for (const chunk of inChunks(rows))
    await db
      .insertInto('notification_topics')
      .values(chunk)
      .onConflict((conflict) => conflict.columns(['user_id', 'topic']).doUpdateSet({ role }))
      .execute()
}

export async function setSubscribedRole(db: Database, userId: UserId, role: Role): Promise<void> {
  const subscriptions = db.selectFrom('notification_topics').select('topic').where('user_id', '=', userId)
  // Looked at first: hardly ever is there something to write, and writers wait for each other.
  if (!(await subscriptions.where('role', '<>', role).limit(1).executeTakeFirst())) return
  await db.updateTable('notification_topics').set({ role }).where('user_id', '=', userId).execute()
}

export async function unsubscribe(db: Database, userId: UserId, topics: readonly Topic[]): Promise<void> {
  for (const chunk of inChunks(topics))
    await db.deleteFrom('notification_topics').where('user_id', '=', userId).where('topic', 'in', chunk).execute()
}

export async function findTopics(db: Database, userId: UserId): Promise<Topic[]> {
  const rows = await db
    .selectFrom('notification_topics')
    .select('topic')
    .where('user_id', '=', userId)
    .orderBy('topic')
    .execute()
  return rows.map(({ topic }) => topic)
}

export async function findSubscribers(
  db: Database,
  topic: Topic,
  roles: readonly Role[] | undefined,
): Promise<UserId[]> {
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
}
