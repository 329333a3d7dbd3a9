import { existsSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Log } from '../core/runtime/log.ts'

const largestBytes = 5 * 1024 * 1024

/** The console's log: JSON lines in `console.log` of the data directory. One older file is kept, of 5 MiB or a little more. */
export function openConsoleLog(dataDir: string): Log {
  const path = join(dataDir, 'console.log')
  if (existsSync(path) && statSync(path).size > largestBytes) renameSync(path, `${path}.1`)
  const file = pino.destination({ dest: path, sync: true, mode: 0o600 })
  // A full disk must not end the console for want of a log line.
  file.on('error', () => undefined)
  return pino({ base: null }, file)
}
