import { type Migration, Migrator } from 'kysely/migration'
import { FailureError } from '../../../src/shared/model/failure.ts'
import * as firstTables from '../migrations/0001-first-tables.ts'
import * as refreshTokenSuccessors from '../migrations/0002-refresh-token-successors.ts'
import * as amendmentsAndState from '../migrations/0003-amendments-and-state.ts'
import * as calls from '../migrations/0004-calls.ts'
import * as notifications from '../migrations/0005-notifications.ts'
import * as attachments from '../migrations/0006-attachments.ts'
import * as invitations from '../migrations/0007-invitations.ts'
import * as endedAccess from '../migrations/0008-ended-access.ts'
import * as signIns from '../migrations/0009-sign-ins.ts'
import * as decidedWhereWritten from '../migrations/0010-decided-where-written.ts'
import * as readByIndex from '../migrations/0011-read-by-index.ts'
import * as filesOfStoredMessages from '../migrations/0012-files-of-stored-messages.ts'
import * as unsentFiles from '../migrations/0013-unsent-files.ts'
import * as idsOfOneWriter from '../migrations/0014-ids-of-one-writer.ts'
import * as digests from '../migrations/0015-digests.ts'
import * as wordsOfMessages from '../migrations/0016-words-of-messages.ts'
import * as triedToWrite from '../migrations/0017-tried-to-write.ts'
import * as wordsFoldedAnew from '../migrations/0018-words-folded-anew.ts'
import * as putOff from '../migrations/0019-put-off.ts'
import * as clinicRules from '../migrations/0020-clinic-rules.ts'
import type { Database } from '../tables.ts'

/** Every migration, by the name under which databases remember it. Append only: a name or a migration that is out is never changed. */
const migrations: Record<string, Migration> = {
  '0001-first-tables': firstTables,
  '0002-refresh-token-successors': refreshTokenSuccessors,
  '0003-amendments-and-state': amendmentsAndState,
  '0004-calls': calls,
  '0005-notifications': notifications,
  '0006-attachments': attachments,
  '0007-invitations': invitations,
  '0008-ended-access': endedAccess,
  '0009-sign-ins': signIns,
  '0010-decided-where-written': decidedWhereWritten,
  '0011-read-by-index': readByIndex,
  '0012-files-of-stored-messages': filesOfStoredMessages,
  '0013-unsent-files': unsentFiles,
  '0014-ids-of-one-writer': idsOfOneWriter,
  '0015-digests': digests,
  '0016-words-of-messages': wordsOfMessages,
  '0017-tried-to-write': triedToWrite,
  '0018-words-folded-anew': wordsFoldedAnew,
  '0019-put-off': putOff,
  '0020-clinic-rules': clinicRules,
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
