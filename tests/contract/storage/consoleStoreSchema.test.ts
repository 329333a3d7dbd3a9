import { expect, test } from 'vitest'
import { describeSchema } from '../../../src/main/storage/openDatabase.ts'
import { openTestStorage } from '../../support/console/openTestStorage.ts'

test('schema.sql is what the migrations make (vitest -u writes it anew)', async () => {
  const { db } = openTestStorage()
  await expect(describeSchema(db)).toMatchFileSnapshot('../../../src/main/storage/schema.sql')
  db.close()
})

test('every table is strict but those of FTS5', () => {
  const { db } = openTestStorage()
  const tables = db.pragma('table_list') as { name: string; schema: string; type: string; strict: number }[]
  const own = tables.filter(
    ({ name, schema, type }) => schema === 'main' && type === 'table' && !name.startsWith('sqlite_'),
  )
  expect(own.length).toBeGreaterThan(5)
  expect(own.filter(({ strict }) => strict === 0)).toEqual([])
  db.close()
})
