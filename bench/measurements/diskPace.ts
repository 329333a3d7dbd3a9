import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { percentile } from '../runner/percentile.ts'

const writes = 300

/**
 * Returns the time that the disk takes for a synced write of 4 KiB now, in milliseconds. What is persisted waits for that, and
 * what it is compared with does not: on a disk that others keep busy, ratios show them.
 */
export function diskPace(): { readonly p50Ms: number; readonly p99Ms: number } {
  const directory = mkdtempSync(join(tmpdir(), 'rounds-bench-'))
  const file = openSync(join(directory, 'pace'), 'w')
  const block = Buffer.alloc(4_096, 1)
  const tookMs = new Float64Array(writes).map(() => {
    const startAt = performance.now()
    writeSync(file, block)
    fdatasyncSync(file)
    return performance.now() - startAt
  })
  closeSync(file)
  rmSync(directory, { recursive: true })
  tookMs.sort()
  return { p50Ms: percentile(tookMs, 0.5), p99Ms: percentile(tookMs, 0.99) }
}
