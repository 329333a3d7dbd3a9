import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of its own, small enough to be filled. */
export interface SmallDisk {
  readonly directory: string
  /** Leaves not a byte free. */
  readonly fill: () => void
  /** Takes away what `fill` put there. */
  readonly free: () => void
  readonly unmount: () => void
}

/** Returns why no file system can be mounted here; undefined when one can. */
export function whyNoSmallDisk(): string | undefined {
  try {
    mountSmallDisk(64).unmount()
    return undefined
  } catch {
    return 'needs the right to mount a file system'
  }
}

/** Mounts one of `sizeKiB`. Throws where that is not allowed. */
export function mountSmallDisk(sizeKiB: number): SmallDisk {
  const directory = mkdtempSync(join(tmpdir(), 'rounds-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKiB}k,mode=700`, 'tmpfs', directory], { stdio: 'ignore' })
  } catch (error) {
    rmSync(directory, { recursive: true })
    throw error
  }
  const ballast = join(directory, 'ballast')
  return {
    directory,
    fill: () => {
      for (const bytes of [1024 * 1024, 4096, 1]) {
        while (isTaken(ballast, bytes));
      }
    },
    free: () => rmSync(ballast, { force: true }),
    unmount: () => {
      execFileSync('umount', ['--lazy', directory])
      rmSync(directory, { recursive: true })
    },
  }
}

/** Adds to the file until the disk takes no more; returns whether it took this. */
function isTaken(file: string, bytes: number): boolean {
  try {
    writeFileSync(file, Buffer.alloc(bytes), { flag: 'a' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return false
    throw error
  }
}
