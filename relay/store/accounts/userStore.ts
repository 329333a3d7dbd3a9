import type { Selectable } from 'kysely'
import { z } from 'zod'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { type UserId, userIdSchema } from '../../../src/shared/model/ids.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import { type UserPut, userPutSchema } from '../../../src/shared/protocol/rest.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import type { Changes } from '../digests/changes.ts'
import { markSessionsOf } from '../digests/markSessionsOf.ts'
import { inChunks } from '../inChunks.ts'
import { endAccess, refuseErased } from '../sessions/endedAccess.ts'
import type { Database, DatabaseTransaction, Tables } from '../tables.ts'

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

/** Account to store. Fields that are undefined stay as they are, and are null or empty in a new account. */
export type UserChange = Pick<UserRecord, 'id' | 'name' | 'role'> & {
  readonly [Field in Exclude<keyof UserRecord, 'id' | 'name' | 'role'>]?: UserRecord[Field] | undefined
}

export interface UserStore {
  readonly find: (id: UserId) => Promise<UserRecord | undefined>
  /** Finds an account by email (case-insensitive) or by user id. */
  readonly findByLogin: (login: string) => Promise<UserRecord | undefined>
  /**
   * Inserts or changes an account, and returns it as it then is. Of two concurrent changes, each keeps the fields that only the other
   * one sets. A put that changes the password's hash or the role revokes every refresh token
   * of the user, and ends all access that was issued until `nowMs`, in the same transaction.
   * Throws `FailureError('conflict')` when another user has the email, or the id is that of someone who was erased.
   */
  readonly put: (user: UserChange, nowMs: number) => Promise<UserRecord>
  readonly findMany: (ids: readonly UserId[]) => Promise<UserRecord[]>
  /** Returns every account, ascending by id. */
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
export function createUserStore(db: Database, queryRunner: QueryRunner, changes: Changes): UserStore {
  return {
    find: (id) => queryRunner(() => findUser(db, id)),
    findByLogin: (login) => queryRunner(() => findUserByLogin(db, login)),
    put: (change, nowMs) =>
      queryRunner(() => db.transaction().execute((transaction) => putUser(transaction, changes, change, nowMs))),
    list: () => queryRunner(() => listUsers(db)),
    findMany: (ids) => queryRunner(() => findUsers(db, ids)),
  }
}

async function findUser(db: Database, id: UserId): Promise<UserRecord | undefined> {
  const row = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toRecord(row)
}

async function findUserByLogin(db: Database, login: string): Promise<UserRecord | undefined> {
  const emailKey = login.toLowerCase()
  const byEmail = await db.selectFrom('users').selectAll().where('email_key', '=', emailKey).executeTakeFirst()
  if (byEmail) return toRecord(byEmail)
  const id = userIdSchema.safeParse(login)
  return id.success ? await findUser(db, id.data) : undefined
}

async function putUser(
  transaction: DatabaseTransaction,
  changes: Changes,
  change: UserChange,
  nowMs: number,
): Promise<UserRecord> {
  // Writing first takes the row's lock: whoever changes this account next reads what is written here.
  await transaction
    .updateTable('users')
    .set((user) => ({ name: user.ref('name') }))
    .where('id', '=', change.id)
    .execute()
  await refuseErased(transaction, change.id)
  const given = givenColumns(change)
  if (given.email_key != null) await refuseTakenEmail(transaction, change.id, given.email_key)
  const before = await transaction
    .selectFrom('users')
    .select(['name', 'password_hash', 'role'])
    .where('id', '=', change.id)
    .executeTakeFirst()
  const row = await transaction
    .insertInto('users')
    .values({ ...newUser, id: change.id, ...given })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(given))
    .returningAll()
    .executeTakeFirstOrThrow()
  if (before?.name !== row.name) await markSessionsOf(transaction, changes, row.id)
  if (before && (before.password_hash !== row.password_hash || before.role !== row.role)) {
    await endAccess(transaction, row.id, nowMs)
    await transaction.updateTable('refresh_tokens').set({ revoked: 1 }).where('user_id', '=', row.id).execute()
  }
  return toRecord(row)
}

async function refuseTakenEmail(transaction: DatabaseTransaction, id: UserId, emailKey: string): Promise<void> {
  const other = await transaction
    .selectFrom('users')
    .select('id')
    .where('email_key', '=', emailKey)
    .where('id', '!=', id)
    .executeTakeFirst()
  if (other) throw new FailureError('conflict', 'Another user has this email address.')
}

async function listUsers(db: Database): Promise<UserRecord[]> {
  const rows = await db.selectFrom('users').selectAll().execute()
  // Databases differ in how they order text.
  return rows.map(toRecord).sort((a, b) => (a.id < b.id ? -1 : 1))
}

async function findUsers(db: Database, ids: readonly UserId[]): Promise<UserRecord[]> {
  const found: UserRecord[] = []
  for (const chunk of inChunks([...new Set(ids)])) {
    const rows = await db.selectFrom('users').selectAll().where('id', 'in', chunk).execute()
    found.push(...rows.map(toRecord))
  }
  return found
}
