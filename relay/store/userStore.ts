import type { Selectable } from 'kysely'
import { z } from 'zod'
import { FailureError } from '../../src/shared/model/failure.ts'
import { userIdSchema } from '../../src/shared/model/ids.ts'
import { userPutSchema } from '../../src/shared/protocol/rest.ts'
import { inChunks } from './chunks.ts'
import type { Guard } from './guard.ts'
import type { UserRecord, UserStore } from './store.ts'
import type { Database, Tables } from './tables.ts'

const scheduleSchema = userPutSchema.shape.schedule.unwrap()

function toRecord(row: Selectable<Tables['users']>): UserRecord {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    email: row.email,
    passwordHash: row.password_hash,
    timeZone: row.time_zone,
    schedule: z.parse(scheduleSchema, JSON.parse(row.schedule_json)),
  }
}

/** Accounts. */
export function createUserStore(db: Database, guard: Guard): UserStore {
  return {
    find: (id) =>
      guard(async () => {
        const row = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
        return row && toRecord(row)
      }),
    findByLogin: (login) =>
      guard(async () => {
        const emailKey = login.toLowerCase()
        const byEmail = await db.selectFrom('users').selectAll().where('email_key', '=', emailKey).executeTakeFirst()
        if (byEmail) return toRecord(byEmail)
        const id = userIdSchema.safeParse(login)
        if (!id.success) return undefined
        const byId = await db.selectFrom('users').selectAll().where('id', '=', id.data).executeTakeFirst()
        return byId && toRecord(byId)
      }),
    put: (user) =>
      guard(() =>
        db.transaction().execute(async (transaction) => {
          const emailKey = user.email?.toLowerCase() ?? null
          if (emailKey !== null) {
            const other = await transaction
              .selectFrom('users')
              .select('id')
              .where('email_key', '=', emailKey)
              .where('id', '!=', user.id)
              .executeTakeFirst()
            if (other) throw new FailureError('conflict', 'Another user has this email address.')
          }
          const before = await transaction
            .selectFrom('users')
            .select('password_hash')
            .where('id', '=', user.id)
            .executeTakeFirst()
          if (before && before.password_hash !== user.passwordHash) {
            await transaction.updateTable('refresh_tokens').set({ revoked: 1 }).where('user_id', '=', user.id).execute()
          }
          const row = {
            name: user.name,
            role: user.role,
            email: user.email,
            email_key: emailKey,
            password_hash: user.passwordHash,
            time_zone: user.timeZone,
            schedule_json: JSON.stringify(user.schedule),
          }
          await transaction
            .insertInto('users')
            .values({ id: user.id, ...row })
            .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
            .execute()
        }),
      ),
    list: () =>
      guard(async () => {
        const rows = await db.selectFrom('users').selectAll().execute()
        // Databases differ in how they order text.
        return rows.map(toRecord).sort((a, b) => (a.id < b.id ? -1 : 1))
      }),
    findMany: (ids) =>
      guard(async () => {
        const found: UserRecord[] = []
        for (const chunk of inChunks([...new Set(ids)])) {
          const rows = await db.selectFrom('users').selectAll().where('id', 'in', chunk).execute()
          found.push(...rows.map(toRecord))
        }
        return found
      }),
  }
}
