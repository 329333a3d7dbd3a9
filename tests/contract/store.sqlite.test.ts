import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, SqliteDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import * as firstTables from '../../relay/store/migrations/0001-first-tables.ts'
import { createSqliteStore, openSqliteFile, openSqliteStore } from '../../relay/store/openSqliteStore.ts'
import { storeContract } from './storeContract.ts'

storeContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rounds-store-'))
  const file = join(folder, 'relay.db')
  let database = openSqliteFile(file)
  let store = await createSqliteStore(database)
  return {
    store,
    reopen: async () => {
      await store.close()
      database = openSqliteFile(file)
      store = await createSqliteStore(database)
      return store
    },
    fill: () => database.pragma('max_page_count = 1'),
    free: () => database.pragma('max_page_count = 1073741823'),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
})

describe('a SQLite file that is not this relay’s', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rounds-store-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('is refused when a newer version wrote it, and stays as it was', async () => {
    const file = join(folder, 'relay.db')
    await (await openSqliteStore({ file })).close()
    const database = openSqliteFile(file)
    database.exec(`insert into kysely_migration (name, timestamp) values ('9999-from-later', '2030')`)
    const known = database.prepare('select name from kysely_migration').all()
    database.close()
    await expect(openSqliteStore({ file })).rejects.toMatchObject({ failure: { kind: 'newerDatabase' } })
    const after = openSqliteFile(file)
    expect(after.prepare('select name from kysely_migration').all()).toEqual(known)
    after.close()
  })

  it('is refused when it is no database', async () => {
    const file = join(folder, 'relay.db')
    await writeFile(file, 'this is not a database, and it is long enough to be read as one '.repeat(100))
    await expect(openSqliteStore({ file })).rejects.toMatchObject({ failure: { kind: 'wrongKey' } })
  })

  it('is refused with what to do when its folder is missing', async () => {
    await expect(openSqliteStore({ file: join(folder, 'none', 'relay.db') })).rejects.toMatchObject({
      failure: { kind: 'unavailable' },
    })
  })

  it('commits to the disk before it answers', async () => {
    const database = openSqliteFile(join(folder, 'relay.db'))
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(database.pragma('synchronous', { simple: true })).toBe(2)
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1)
    database.close()
  })
})

/** A file with the first tables only, and a `used` and an `unused` refresh token in it. Returns its path; it goes with the test. */
async function makeFirstFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rounds-store-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'relay.db')
  const database = openSqliteFile(file)
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) })
  const getMigrations = async () => ({ '0001-first-tables': firstTables })
  expect((await new Migrator({ db, provider: { getMigrations } }).migrateToLatest()).error).toBeUndefined()
  database.exec(`insert into users (id, name, role, schedule_json) values ('doc', 'Doc', 'clinician', '[]');
    insert into refresh_tokens (hash, family_id, user_id, expires_at_ms, used, revoked)
    values ('used', 'f', 'doc', 1000, 1, 0), ('unused', 'f', 'doc', 1000, 0, 0)`)
  await db.destroy()
  return file
}

describe('a SQLite file from before refresh tokens knew their successors', () => {
  it.each([
    ['as it was left', 'select 1'],
    ['after a start that was killed half-way', 'alter table refresh_tokens add column successor_hash text'],
  ])('keeps those that were unused, and no token that was used comes again: %s', async (_when, change) => {
    const file = await makeFirstFile()
    const database = openSqliteFile(file)
    database.exec(change)
    database.close()
    const store = await openSqliteStore({ file })
    onTestFinished(() => store.close())
    const rotate = async (from: string, to: string) =>
      (await store.refreshTokens.rotate(from, { hash: to, expiresAtMs: 1000 }, 0)).outcome
    expect(await rotate('unused', 'next')).toBe('rotated')
    expect(await rotate('used', 'other')).toBe('reused')
    expect(await rotate('next', 'last')).toBe('reused')
  })
})

describe('a SQLite file whose last start was killed while it was brought up to date', () => {
  // What a migration does stands in the file before its name does.
  it.each(['0002', '0003', '0004', '0005', '0006', '0007'])(
    'opens, with all that was in it: from %s on',
    async (from) => {
      const file = await makeFirstFile()
      await (await openSqliteStore({ file })).close()
      const database = openSqliteFile(file)
      const names = database.prepare('select name from kysely_migration').all()
      expect(database.prepare('delete from kysely_migration where name >= ?').run(from).changes).toBeGreaterThan(0)
      database.close()
      await (await openSqliteStore({ file })).close()
      const after = openSqliteFile(file)
      expect(after.prepare('select name from kysely_migration').all()).toEqual(names)
      expect(after.prepare('select hash from refresh_tokens order by hash').pluck().all()).toEqual(['unused', 'used'])
      after.close()
    },
  )
})
