import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { openSqliteFile } from '../database/openSqliteStore.ts'

/** Longest time that others may keep it from its turn, or from emptying the log. */
const patienceMs = 60_000
const againMs = 50

const [, , file] = z.tuple([z.string(), z.string(), z.string()]).parse(process.argv)
const checkpointSchema = z.tuple([z.object({ busy: z.int() })])

const database = openSqliteFile(file)
database.pragma(`busy_timeout = ${patienceMs}`)
database.pragma('temp_store = FILE')
database.exec('vacuum')
let isBusy = true
for (let waitedMs = 0; isBusy && waitedMs < patienceMs; waitedMs += againMs) {
  const [{ busy }] = checkpointSchema.parse(database.pragma('wal_checkpoint(TRUNCATE)'))
  isBusy = busy !== 0
  if (isBusy) await setTimeout(againMs)
}
database.close()
process.exitCode = isBusy ? 1 : 0
