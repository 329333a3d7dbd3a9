import type { Selectable } from 'kysely'
import { z } from 'zod'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { type UserId, userIdSchema } from '../../../src/shared/model/ids.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import { type UserPut, userPutSchema } from '../../../src/shared/protocol/rest.ts'
import { inChunks } from '../chunks.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import { endAccess, refuseErased } from '../sessions/endedAccess.ts'
import type { Database, Tables } from '../tables.ts'

export interface UserRecord {
  readonly id: UserId
  readonly name: string
  readonly role: Role
  readonly email: string | null
  /** A scrypt hash in PHC-like text form, or null: this user cannot log in with a password. */
  readonly passwordHash: string | null
  readonly timeZone: string | null
  readonly schedule: NonNullable<UserPut['schedule']>
}

/** An account to be put: what is undefined of it stays as it is, and is null or empty in a new one. */
export type UserChange = Pick<UserRecord, 'id' | 'name' | 'role'> & {
  readonly [Field in Exclude<keyof UserRecord, 'id' | 'name' | 'role'>]?: UserRecord[Field] | undefined
}

export interface UserStore {
  readonly find: (id: UserId) => Promise<UserRecord | undefined>
  /** By email (case-insensitive) or by user id. */
  readonly findByLogin: (login: string) => Promise<UserRecord | undefined>
  /**
   * Inserts or changes, and gives the account as it then is. Of two that change one account at once, each keeps what the other has
   * set and it has not. A put that changes the password's hash or the role revokes every refresh token
   * of the user, and ends what was issued until `nowMs`, in the same transaction.
   * Throws `FailureError('conflict')` when another user has the email, or the id is that of someone who was erased.
   */
  readonly put: (user: UserChange, nowMs: number) => Promise<UserRecord>
  readonly findMany: (ids: readonly UserId[]) => Promise<UserRecord[]>
  /** Every account, ascending by id. */
  readonly list: () => Promise<UserRecord[]>
}

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

/** Columns of a new account that the request leaves open. */
const newUser = { email: null, email_key: null, password_hash: null, time_zone: null, schedule_json: '[]' }

function givenColumns({ name, role, email, passwordHash, timeZone, schedule }: UserChange) {
  return {
    name,
    role,
    ...(email === undefined ? {} : { email, email_key: email?.toLowerCase() ?? null }),
    ...(passwordHash === undefined ? {} : { password_hash: passwordHash }),
    ...(timeZone === undefined ? {} : { time_zone: timeZone }),
    ...(schedule === undefined ? {} : { schedule_json: JSON.stringify(schedule) }),
  }
}

/** Accounts. */
export function createUserStore(db: Database, queryRunner: QueryRunner): UserStore {
  return {
    find: (id) =>
      queryRunner(async () => {
        const row = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
        return row && toRecord(row)
      }),
    findByLogin: (login) =>
      queryRunner(async () => {
        const emailKey = login.toLowerCase()
        const byEmail = await db.selectFrom('users').selectAll().where('email_key', '=', emailKey).executeTakeFirst()
        if (byEmail) return toRecord(byEmail)
        const id = userIdSchema.safeParse(login)
        if (!id.success) return undefined
        const byId = await db.selectFrom('users').selectAll().where('id', '=', id.data).executeTakeFirst()
        return byId && toRecord(byId)
      }),
    put: (change, nowMs) =>
      queryRunner(() =>
        db.transaction().execute(async (transaction) => {
          // Writing first takes the row's lock: whoever changes this account next reads what is written here.
          await transaction
            .updateTable('users')
            .set((user) => ({ name: user.ref('name') }))
            .where('id', '=', change.id)
            .execute()
          await refuseErased(transaction, change.id)
          const given = givenColumns(change)
          if (given.email_key != null) {
            const other = await transaction
              .selectFrom('users')
              .select('id')
              .where('email_key', '=', given.email_key)
              .where('id', '!=', change.id)
              .executeTakeFirst()
            if (other) throw new FailureError('conflict', 'Another user has this email address.')
          }
          const before = await transaction
            .selectFrom('users')
            .select(['password_hash', 'role'])
            .where('id', '=', change.id)
            .executeTakeFirst()
          const row = await transaction
            .insertInto('users')
            .values({ ...newUser, id: change.id, ...given })
            .onConflict((conflict) => conflict.column('id').doUpdateSet(given))
            .returningAll()
            .executeTakeFirstOrThrow()
          if (before && (before.password_hash !== row.password_hash || before.role !== row.role)) {
            await endAccess(transaction, row.id, nowMs)
            await transaction.updateTable('refresh_tokens').set({ revoked: 1 }).where('user_id', '=', row.id).execute()
          }
          return toRecord(row)
        }),
      ),
    list: () =>
      queryRunner(async () => {
        const rows = await db.selectFrom('users').selectAll().execute()
        // Databases differ in how they order text.
        return rows.map(toRecord).sort((a, b) => (a.id < b.id ? -1 : 1))
      }),
    findMany: (ids) =>
      queryRunner(async () => {
        const found: UserRecord[] = []
        for (const chunk of inChunks([...new Set(ids)])) {
          const rows = await db.selectFrom('users').selectAll().where('id', 'in', chunk).execute()
          found.push(...rows.map(toRecord))
        }
        return found
      }),
  }
}
