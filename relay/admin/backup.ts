import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { copyFile, mkdir, open, readdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FailureError } from '../../src/shared/model/failure.ts'
import { checkSqliteStore, copySqliteStore, type StoreReport } from '../store/database/sqliteBackup.ts'

const databaseName = 'relay.db'
const fileOf = (directory: string, sha256: string) => join(directory, 'attachments', sha256.slice(0, 2), sha256)

/**
 * Copies a data directory (SQLite and the files of attachments) to a new directory while a relay may run on it, and checks the
 * copy. Throws `FailureError('conflict')` when the target is not empty.
 */
export async function backUp(dataDir: string, target: string): Promise<StoreReport> {
  await requireEmpty(target)
  await copySqliteStore(join(dataDir, databaseName), join(target, databaseName))
  await copyAttachments(dataDir, target)
  await syncDirectory(target)
  return await checkBackup(target)
}

/**
 * Returns the content of a backup and its faults: its database is checked, and that every file is there with the content it is
 * named by.
 */
export async function checkBackup(directory: string): Promise<StoreReport> {
  const report = checkSqliteStore(join(directory, databaseName))
  const faults = [...report.faults]
  for (const sha256 of report.files) {
    const path = fileOf(directory, sha256)
    if (!existsSync(path)) faults.push(`the file ${sha256} is missing`)
    else if ((await hashOf(path)) !== sha256) faults.push(`the file ${sha256} has another content`)
  }
  return { ...report, faults }
}

/**
 * Puts a backup that is whole into a data directory on which no relay runs. A database that is there is set aside under a new
 * name, which is given; null: there was none.
 */
export async function restoreBackup(directory: string, dataDir: string, nowMs: number): Promise<string | null> {
  const { faults } = await checkBackup(directory)
  if (faults.length > 0) throw new FailureError('invalid', `The backup is not whole: ${faults[0]}.`)
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, databaseName)
  const aside = `${databaseName}.before-${new Date(nowMs).toISOString().replace(/[:.]/g, '-')}`
  const hadOne = existsSync(file)
  if (hadOne)
    for (const suffix of ['', '-wal', '-shm'])
      if (existsSync(file + suffix)) await rename(file + suffix, join(dataDir, aside + suffix))
  await copyAttachments(directory, dataDir)
  await copySqliteStore(join(directory, databaseName), file)
  await syncDirectory(dataDir)
  return hadOne ? aside : null
}

async function requireEmpty(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  if ((await readdir(directory)).length > 0)
    throw new FailureError('conflict', 'The directory for the backup is not empty. Name a new one.')
}

/** Copies what the database of the target needs. A file never changes: one that is there is the same. */
async function copyAttachments(source: string, target: string): Promise<void> {
  const database = existsSync(join(target, databaseName)) ? target : source
  for (const sha256 of checkSqliteStore(join(database, databaseName)).files) {
    const from = fileOf(source, sha256)
    const to = fileOf(target, sha256)
    if (existsSync(to) || !existsSync(from)) continue
    await mkdir(dirname(to), { recursive: true, mode: 0o700 })
    await copyFile(from, to)
    const copied = await open(to, 'r+')
    await copied.sync()
    await copied.close()
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const folder = await open(directory, 'r')
  await folder.sync()
  await folder.close()
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}
