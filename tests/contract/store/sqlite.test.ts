import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, SqliteDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createSqliteStore, openSqliteFile, openSqliteStore } from '../../../relay/store/database/openSqliteStore.ts'
import type { ThreadKey } from '../../../relay/store/log/ranges.ts'
import * as firstTables from '../../../relay/store/migrations/0001-first-tables.ts'
import { scrubSqlite } from '../../../relay/store/retention/scrubSqlite.ts'
import type { EntryBody } from '../../../src/shared/model/entry.ts'
import { type SessionId, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { newEntryId } from '../../support/relay/nativeClient.ts'
import { sessionRecord } from '../../support/relay/sessionRecord.ts'
import { storeSession } from '../../support/relay/storeSession.ts'
import { storeContract } from './storeContract.ts'
import { entryId, message, otherSessionId, sessionId } from './storeRecords.ts'

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

  it('is refused, and left unchanged, when a newer version wrote it', async () => {
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

  it('is for its owner alone, with its log, also in a directory of wider rights and when it was open before', async () => {
    await chmod(folder, 0o755)
    const file = join(folder, 'relay.db')
    await writeFile(file, '', { mode: 0o644 })
    const store = await openSqliteStore({ file })
    const names = (await readdir(folder)).sort()
    expect(names).toEqual(['relay.db', 'relay.db-shm', 'relay.db-wal'])
    const modes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).mode & 0o777))
    expect(modes).toEqual([0o600, 0o600, 0o600])
    await store.close()
  })

  it('commits to the disk before it responds', async () => {
    const database = openSqliteFile(join(folder, 'relay.db'))
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(database.pragma('synchronous', { simple: true })).toBe(2)
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1)
    database.close()
  })
})

describe('what is removed from a SQLite file', () => {
  it('is in no byte of its files after the scrub, while it is open and after it was closed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rounds-store-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const file = join(folder, 'relay.db')
    // What a relay before this one removed, which overwrote nothing.
    const older = openSqliteFile(file)
    older.pragma('secure_delete = OFF')
    older.pragma('synchronous = OFF')
    older.exec('create table older (words text)')
    const insert = older.prepare('insert into older values (?)')
    for (let row = 0; row < 3_000; row++) insert.run(`purged-q ${'.'.repeat(1_000)}`)
    older.exec('drop table older')
    older.close()
    const store = await openSqliteStore({ file })
    const remains = async (word: string) => {
      const names = await readdir(folder)
      const contents = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')))
      return contents.reduce((sum, content) => sum + content.split(word).length - 1, 0)
    }
    const counts = async () => [await remains('purged-q'), await remains('redacted-q'), await remains('kept-q')]
    const pat = userIdSchema.parse('pat')
    const sender = {
      thread: 'care',
      sessionVersion: 1,
      senderId: pat,
      senderName: 'Pat',
      senderRole: 'patient',
      atMs: 1_000,
    } as const
    const [purged, kept] = [sessionIdSchema.parse('purged'), sessionIdSchema.parse('kept')]
    for (const id of [purged, kept]) await storeSession(store, sessionRecord({ id, active: false, createdAtMs: 1_000 }))
    // Of every length and by turns, so that pages of the file are split and rewritten.
    for (let sent = 0; sent < 100; sent++) {
      const text = `q ${'.'.repeat((sent * 379) % 3_000)}`
      const message = (sessionId: SessionId, word: string) => {
        const body = { kind: 'message', type: 'text', text: `${word}-${text}` } as const
        return { ...sender, id: newEntryId(), sessionId, body }
      }
      const target = message(kept, 'redacted')
      await store.log.appendAll([message(purged, 'purged'), message(kept, 'kept'), target])
      const body = { kind: 'redaction', target: target.id, targetSeq: sent * 4 + 2 } as const
      await store.log.appendAll([{ ...sender, id: newEntryId(), sessionId: kept, body }])
      await store.log.appendAll([message(kept, 'kept')])
      if (sent === 0) expect(await store.log.heads([kept])).toMatchObject([{ head: 4 }])
    }
    const before = await counts()
    expect(before.every((count) => count >= 100)).toBe(true)
    await store.retention.purge(purged, 2_000)
    expect((await store.retention.purgeRedacted(2_000)).count).toBe(100)
    await store.retention.scrub()
    expect(await counts()).toEqual([0, 0, 200])
    await store.close()
    expect(await counts()).toEqual([0, 0, 200])
  })

  it('is in no page of the index of words either, after a redaction, an edit, and with its session', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rounds-store-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const store = await openSqliteStore({ file: join(folder, 'relay.db') })
    const [purged, kept] = [sessionIdSchema.parse('purged'), sessionIdSchema.parse('kept')]
    for (const id of [purged, kept]) await storeSession(store, sessionRecord({ id, active: false, createdAtMs: 1_000 }))
    const append = async (id: SessionId, bodies: readonly EntryBody[]) => {
      await store.log.appendAll(
        bodies.map((body, at) => message(at, { id: newEntryId(), sessionId: id, atMs: 1_000, body })),
      )
      for (let left: readonly ThreadKey[] = [{ sessionId: id, thread: 'care' }]; left.length > 0; )
        left = await store.words.index(left, 1_000)
    }
    // In the log the words stand as they were written, so that these are those of the index. Numbers follow each other, as a page of it ends.
    const words = (word: string) => Array.from({ length: 200 }, (_, at) => `${word}${1_000_000 + at}`).join(' ')
    const saying = (word: string): EntryBody => ({ kind: 'message', type: 'text', text: words(word) })
    await append(
      purged,
      Array.from({ length: 100 }, (_, at) => saying(`PÜRGED${at % 7}N`)),
    )
    await append(kept, [saying('ËDITED'), saying('WÏPED'), ...Array.from({ length: 98 }, () => saying('KËPT'))])
    const target = (seq: number) => ({ target: newEntryId(), targetSeq: seq })
    await append(kept, [
      { kind: 'edit', ...target(1), text: 'corrected' },
      { kind: 'redaction', ...target(2) },
    ])
    const remains = async (word: string) => {
      const contents = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')))
      return contents.reduce((sum, content) => sum + content.split(word).length - 1, 0)
    }
    for (const word of ['purged', 'edited', 'wiped']) expect(await remains(word), word).toBeGreaterThan(0)
    await store.retention.purge(purged, 2_000)
    expect((await store.retention.purgeRedacted(2_000)).count).toBe(1)
    await store.retention.scrub()
    // The ids of the sessions stay as words of their own.
    expect([await remains('purged'), await remains('edited'), await remains('wiped')]).toEqual([0, 0, 0])
    expect(await remains('kept10000')).toBeGreaterThan(0)
    expect(await store.words.find('everything', ['kept1000199'], 10)).toHaveLength(4)
    await store.close()
  })

  it('stays removed, and the error says what to do, when the scrub fails', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rounds-store-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    await expect(scrubSqlite(join(folder, 'none', 'relay.db'))).rejects.toMatchObject({
      failure: { kind: 'unavailable', message: expect.stringContaining('free space') },
    })
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

describe('a SQLite file in which several senders used one id in a session', () => {
  it('opens, keeps every entry, finds the first in each thread, and takes the id for no other', async () => {
    const file = await makeFirstFile()
    const database = openSqliteFile(file)
    const id = entryId(1)
    database.exec(`insert into sessions (id, kind, active, created_at_ms) values ('s1', 'chat', 1, 0), ('s2', 'chat', 1, 0);
      insert into threads (session_id, thread, head) values ('s1', 'care', 2), ('s1', 'staff', 1)`)
    const insert = database.prepare(
      `insert into entries (session_id, thread, seq, id, sender_id, sender_name, sender_role, at_ms, body_json)
       values ('s1', ?, ?, ?, ?, 'N', 'clinician', 0, '{"kind":"message","type":"text","text":"t"}')`,
    )
    for (const [thread, seq, sender] of [
      ['care', 1, 'doc'],
      ['care', 2, 'pat'],
      ['staff', 1, 'sup'],
    ])
      insert.run(thread, seq, id, sender)
    database.close()
    const store = await openSqliteStore({ file })
    onTestFinished(() => store.close())
    const ids = async (thread: 'care' | 'staff') =>
      (await store.log.read({ sessionId, thread, limit: 10, from: { after: 0 } })).map((entry) => entry.id)
    expect([await ids('care'), await ids('staff')]).toEqual([[id, id], [id]])
    expect(await store.log.findInThread({ sessionId, thread: 'care', id })).toMatchObject({ seq: 1, senderId: 'doc' })
    expect(await store.log.findInThread({ sessionId, thread: 'staff', id })).toMatchObject({ senderId: 'sup' })
    const one = { senderId: userIdSchema.parse('fourth'), sessionVersion: 0 }
    expect(await store.log.appendAll([message(1, one), message(2, { ...one, thread: 'staff' })])).toMatchObject([
      { outcome: 'conflict' },
      { outcome: 'appended', entry: { seq: 2 } },
    ])
    expect(await store.log.appendAll([message(3, { ...one, sessionId: otherSessionId })])).toMatchObject([
      { outcome: 'appended', entry: { seq: 1 } },
    ])
  })
})

describe('a SQLite file whose last start was killed while it was brought up to date', () => {
  // What a migration does stands in the file before its name does.
  it.each(['0002', '0003', '0004', '0005', '0006', '0007', '0008', '0009', '0010'])(
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
