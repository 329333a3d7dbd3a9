import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { FailureError } from '../../../src/shared/model/failure.ts'

const program = join(import.meta.dirname, 'scrubSqliteProgram.ts')

/**
 * Writes the database anew without what was removed from it, and empties its write-ahead log: no byte of that is in the files
 * afterwards. In a process of its own, because it takes about a second for each 100 MB; others read on meanwhile, and who writes waits.
 * Throws `FailureError('unavailable')` when it cannot be done; what was removed stays removed.
 */
export async function scrubSqlite(file: string): Promise<void> {
  // SQLite's scratch file holds everything that stays: it must not be outside of the data directory.
  const env = { SQLITE_TMPDIR: dirname(file) }
  const child = spawn(process.execPath, [program, file], { env, stdio: 'ignore' })
  const [code] = await once(child, 'exit')
  if (code !== 0)
    throw new FailureError(
      'unavailable',
      'What was to be removed is removed, but its bytes are still in relay.db: see that there is free space of twice its size, and purge again.',
    )
}
