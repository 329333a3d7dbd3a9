import { type Migration, Migrator } from 'kysely/migration'
import { FailureError } from '../../src/shared/model/failure.ts'
import * as firstTables from './migrations/0001-first-tables.ts'
import * as refreshTokenSuccessors from './migrations/0002-refresh-token-successors.ts'
import * as amendmentsAndState from './migrations/0003-amendments-and-state.ts'
import * as calls from './migrations/0004-calls.ts'
import * as notifications from './migrations/0005-notifications.ts'
import * as attachments from './migrations/0006-attachments.ts'
import * as invitations from './migrations/0007-invitations.ts'
import type { Database } from './tables.ts'

/** Every migration, by the name under which databases remember it. Append only: a name or a migration that is out is never changed. */
const migrations: Record<string, Migration> = {
  '0001-first-tables': firstTables,
  '0002-refresh-token-successors': refreshTokenSuccessors,
  '0003-amendments-and-state': amendmentsAndState,
  '0004-calls': calls,
  '0005-notifications': notifications,
  '0006-attachments': attachments,
  '0007-invitations': invitations,
}

/**
 * Brings the database to the newest tables. Throws `FailureError('newerDatabase')`, with nothing changed, when it holds a
 * migration that this version does not know.
 */
export async function migrate(db: Database): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (tables.some((table) => table.name === 'kysely_migration')) {
    const done = await db
      .withTables<{ kysely_migration: { name: string } }>()
      .selectFrom('kysely_migration')
      .select('name')
      .execute()
    if (done.some(({ name }) => !(name in migrations)))
      throw new FailureError(
        'newerDatabase',
        'The database was written by a newer version of the relay. Start that version, or restore a backup made by this one.',
      )
  }
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateToLatest()
  if (error) throw error
}
