import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { FailureError } from '../../../shared/model/failure.ts'
import { deviceIdSchema, type UserId } from '../../../shared/model/ids.ts'
import { relayBase } from '../../../shared/protocol/relayAddress.ts'

/** Record that the console can read before anything is decrypted. It holds no name, no user id and no token. */
export const profileSchema = z.object({
  version: z.literal(1),
  deviceId: deviceIdSchema,
  /** The relay of the last time, to fill the form. */
  relayUrl: z.string().nullable(),
  /** The folder of the user who is signed in, or null. */
  signedIn: z.string().nullable(),
  /** The wrapped key of each folder's database, base64. */
  keys: z.record(z.string(), z.string()),
  /** Databases that could not be opened, under the names they were given, with the wrapped keys that belong to them. */
  setAside: z.array(z.object({ file: z.string(), wrappedKey: z.string().nullable() })),
})
export type Profile = z.infer<typeof profileSchema>

const fileName = 'profile.json'

/** The folder of a user at a relay: the same every time, and telling neither. */
export function folderOf(relayUrl: string, userId: UserId): string {
  return createHash('sha256')
    .update(`${relayBase(relayUrl)}\n${userId}`)
    .digest('hex')
    .slice(0, 32)
}

export function databaseFile(dataDir: string, folder: string): string {
  return join(dataDir, folder, 'rounds.db')
}

/**
 * Reads the profile, or makes the first one. A file that is no profile is kept under another name; `isDamaged` is true then, and
 * the keys that were in it are lost.
 */
export function readProfile(
  dataDir: string,
  first: { readonly deviceId: string; readonly nowMs: number },
): { readonly profile: Profile; readonly isDamaged: boolean } {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, fileName)
  const fresh = profileSchema.parse({
    ...{ version: 1, deviceId: first.deviceId, relayUrl: null, signedIn: null, keys: {}, setAside: [] },
  })
  if (!existsSync(file)) return { profile: fresh, isDamaged: false }
  const parsed = profileSchema.safeParse(parseJson(readFileSync(file, 'utf8')))
  if (parsed.success) return { profile: parsed.data, isDamaged: false }
  renameSync(file, join(dataDir, `profile-damaged-${first.nowMs}.json`))
  return { profile: fresh, isDamaged: true }
}

/** Writes the profile so that after a crash there is the old one or the new one, whole. Throws `diskFull`, the old one in place. */
export function writeProfile(dataDir: string, profile: Profile): void {
  const file = join(dataDir, fileName)
  const next = `${file}.next`
  try {
    writeFileSync(next, `${JSON.stringify(profile, null, 2)}\n`, { mode: 0o600, flush: true })
  } catch (error) {
    rmSync(next, { force: true })
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    throw new FailureError('diskFull', 'The disk of this workstation is full. Free some space and try again.')
  }
  renameSync(next, file)
  // Windows cannot open a folder; there the rename itself is what there is.
  if (process.platform === 'win32') return
  const folder = openSync(dataDir, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** Renames a database that cannot be opened, with the contents beside it. Nothing of it is changed. Returns the new path, inside `dataDir`. */
export function setDatabaseAside(dataDir: string, folder: string, nowMs: number): string {
  const name = `rounds-set-aside-${nowMs}.db`
  const file = databaseFile(dataDir, folder)
  for (const suffix of ['', '-wal', '-shm', '-journal', '-files']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, join(dataDir, folder, name + suffix))
  }
  return join(folder, name)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
