import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { checkMigrations, looseTables, sha256 } from './rules/migrationsLock.ts'

const root = new URL('../../', import.meta.url)
const lock = z
  .record(z.string(), z.string())
  .parse(JSON.parse(readFileSync(new URL('migrations.lock.json', import.meta.url), 'utf8')))

const migrations = Object.fromEntries(
  ['src/main/storage/migrations', 'relay/store/migrations'].flatMap((folder) =>
    readdirSync(new URL(folder, root)).map((file) => [
      `${folder}/${file}`,
      readFileSync(new URL(`${folder}/${file}`, root), 'utf8'),
    ]),
  ),
)

describe('migrations', () => {
  it('are only ever added to', () => {
    expect(checkMigrations(migrations, lock)).toEqual([])
  })

  it('of the console make strict tables', () => {
    for (const [path, text] of Object.entries(migrations).filter(([path]) => path.endsWith('.sql'))) {
      expect(looseTables(text), path).toEqual([])
    }
  })
})

describe('a migration that is not only added', () => {
  const committed = { 'm/0001-a.sql': 'create table a (b text) strict;' }
  const committedLock = { 'm/0001-a.sql': sha256(committed['m/0001-a.sql']) }

  it('is noticed when it was changed', () => {
    expect(checkMigrations({ 'm/0001-a.sql': 'create table a (c text) strict;' }, committedLock)).toEqual([
      expect.stringContaining('m/0001-a.sql was changed'),
    ])
  })

  it('is noticed when it is gone', () => {
    expect(checkMigrations({}, committedLock)).toEqual([expect.stringContaining('m/0001-a.sql is gone')])
  })

  it('is asked to be recorded when it is new', () => {
    expect(checkMigrations({ ...committed, 'm/0002-b.sql': 'x' }, committedLock)).toEqual([
      expect.stringContaining(`put "m/0002-b.sql": "${sha256('x')}"`),
    ])
  })

  it('is noticed when a table of it is not strict', () => {
    expect(
      looseTables('create table a (b text check (b > 0)); create table c (d text) without rowid, strict;'),
    ).toEqual(['create table a (b text check (b > 0))'])
  })

  it('passes when it is as it was', () => {
    expect(checkMigrations(committed, committedLock)).toEqual([])
  })
})
