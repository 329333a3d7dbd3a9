import { setTimeout } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { openSqliteFile } from '../database/openSqliteStore.ts'

/** Longest time that others may keep it from its turn, or from emptying the log. */
const patienceMs = 60_000
const againMs = 50
/** Pages of the full-text index that are merged in one transaction. */
const pagesAtOnce = 256

const [, , file] = z.tuple([z.string(), z.string(), z.string()]).parse(process.argv)
const checkpointSchema = z.tuple([z.object({ busy: z.int() })])

const database = openSqliteFile(file)
database.pragma(`busy_timeout = ${patienceMs}`)
database.pragma('temp_store = FILE')
rewriteWords(database)
database.exec('vacuum')
let isBusy = true
for (let waitedMs = 0; isBusy && waitedMs < patienceMs; waitedMs += againMs) {
  const [{ busy }] = checkpointSchema.parse(database.pragma('wal_checkpoint(TRUNCATE)'))
  isBusy = busy !== 0
  if (isBusy) await setTimeout(againMs)
}
database.close()
process.exitCode = isBusy ? 1 : 0

/**
 * Writes the full-text index anew, in short transactions: what was deleted stays in its pages, and the first words of pages in a table beside them,
 * until all of it is merged. A row that comes and goes makes sure that there is something to merge.
 */
function rewriteWords(database: Database): void {
  if (!database.prepare("select 1 from sqlite_schema where name = 'block_words'").get()) return
  database.exec("insert into block_words (rowid, words) values (-1, 'a'); delete from block_words where rowid = -1")
  const merge = database.prepare<[number]>("insert into block_words (block_words, rank) values ('merge', ?)")
  const changes = database.prepare<[], number>('select total_changes()').pluck()
  // A negative number begins with everything; what changes fewer than two rows has nothing left to merge.
  for (let pages = -pagesAtOnce, isLeft = true; isLeft; pages = pagesAtOnce) {
    const before = changes.get() ?? 0
    merge.run(pages)
    isLeft = (changes.get() ?? 0) - before >= 2
  }
}
