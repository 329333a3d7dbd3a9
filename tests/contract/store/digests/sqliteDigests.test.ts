import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openSqliteFile, openSqliteStore } from '../../../../relay/store/database/openSqliteStore.ts'
import { copySqliteStore } from '../../../../relay/store/database/sqliteBackup.ts'
import { storeSession } from '../../../support/relay/storeSession.ts'
import { message, session } from '../storeRecords.ts'
import { expectSameDigests, fillThreads, withoutDigestsSql } from './filledDigests.ts'

async function newFile(): Promise<{ readonly file: string; readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'rounds-store-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return { folder, file: join(folder, 'relay.db') }
}

describe('digests of a SQLite file', () => {
  it.each([
    ['as it was left', withoutDigestsSql],
    [
      'after a start that was killed half-way',
      `update threads set owed_since_ms = 1; drop index participants_sessions; drop table epochs;
       delete from change_counter; delete from kysely_migration where name >= '0015'`,
    ],
  ])('are filled for what was in it before there were any: %s', async (_when, sql) => {
    const { file } = await newFile()
    const store = await openSqliteStore({ file })
    await fillThreads(store)
    await expectSameDigests(store, async () => {
      await store.close()
      const database = openSqliteFile(file)
      database.exec(sql)
      database.close()
      const migrated = await openSqliteStore({ file })
      onTestFinished(migrated.close)
      return migrated
    })
  })

  it('are told anew to whoever holds what came after a copy, whether the copy was made by the backup or by hand', async () => {
    const { file, folder } = await newFile()
    const store = await openSqliteStore({ file })
    await storeSession(store, session())
    await store.log.appendAll([message(1)])
    const before = await store.digests.moments.now()
    const [byHand, byBackup] = [join(folder, 'hand.db'), join(folder, 'backup.db')]
    const database = openSqliteFile(file)
    database.prepare('vacuum into ?').run(byHand)
    database.close()
    await copySqliteStore(file, byBackup)

    await store.log.appendAll([message(2)])
    const after = await store.digests.moments.now()
    expect(await store.digests.moments.since(after ?? '')).toBeDefined()
    await store.close()

    const good = async (copy: string) => {
      const restored = await openSqliteStore({ file: copy })
      await restored.log.appendAll([message(3)])
      await restored.digests.moments.now()
      const since = await Promise.all([before, after].map((token) => restored.digests.moments.since(token ?? '')))
      await restored.close()
      return since.map((number) => number !== undefined)
    }
    expect(await good(byHand)).toEqual([true, false])
    expect(await good(byBackup)).toEqual([false, false])
  })
})
