import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { isDiskFull, StartRefusal } from './startRefusal.ts'

/** `startedAt` is the operating system's own mark of when the process began, so that a pid used anew is not taken for it. */
const holderSchema = z.object({ pid: z.int().positive(), startedAt: z.string().nullable() })
type Holder = z.infer<typeof holderSchema>

/** Finds out whether a process lives, and when it began (null: the system does not know). */
export interface ProcessTable {
  readonly isAlive: (pid: number) => boolean
  readonly startOf: (pid: number) => string | null
}

export const systemProcesses: ProcessTable = {
  isAlive: (pid) => {
    try {
      process.kill(pid, 0)
      return true
    } catch (error) {
      return errorCode(error) === 'EPERM'
    }
  },
  startOf: (pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      // After the name, which may hold spaces and brackets; the start is field 22 of the whole, 20th of the rest.
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
    } catch {
      return null
    }
  },
}

/**
 * Takes the data directory for this process alone, so that two consoles never write one database. A lock whose process is
 * gone is taken over. Returns how to let go. Throws `StartRefusal` when a living console holds it.
 */
export function lockDataDir(dataDir: string, pid: number, processes: ProcessTable = systemProcesses): () => void {
  const path = join(dataDir, 'console.lock')
  const own = JSON.stringify({ pid, startedAt: processes.startOf(pid) } satisfies Holder)
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      placeWhole(path, own, pid)
      return () => {
        if (read(path) === own) unlinkSync(path)
      }
    } catch (error) {
      if (isDiskFull(error))
        throw new StartRefusal(`the disk that holds ${dataDir} is full: free some space and start again`)
      if (errorCode(error) !== 'EEXIST') throw new StartRefusal(`the data directory ${dataDir} cannot be written to`)
    }
    const found = read(path)
    if (found !== undefined && isHeld(found, processes)) break
    if (found !== undefined) removeStale(path, found, pid)
  }
  throw new StartRefusal(`another console is using ${dataDir}`)
}

/** Written beside and linked, so that the lock is never there without its content. Throws `EEXIST` when it is there. */
function placeWhole(path: string, content: string, pid: number): void {
  const beside = `${path}.${pid}.new`
  try {
    writeFileSync(beside, content, { mode: 0o600 })
    linkSync(beside, path)
  } finally {
    rmSync(beside, { force: true })
  }
}

function isHeld(found: string, processes: ProcessTable): boolean {
  const holder = parseHolder(found)
  if (holder === undefined || !processes.isAlive(holder.pid)) return false
  return holder.startedAt === null || processes.startOf(holder.pid) === holder.startedAt
}

/** Moved first and looked at again: another console may have taken the stale lock over just now, and gets its own back. */
function removeStale(path: string, found: string, pid: number): void {
  const aside = `${path}.${pid}.stale`
  try {
    renameSync(path, aside)
    if (readFileSync(aside, 'utf8') !== found) linkSync(aside, path)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'EEXIST') throw error
  }
  try {
    unlinkSync(aside)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
