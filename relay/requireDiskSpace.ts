import { statfs } from 'node:fs/promises'
import { FailureError } from '../src/shared/model/failure.ts'

/** A disk with less room than this, in bytes, takes no message of the largest kind any more. */
const leastBytes = 64 * 1024

/** Throws `FailureError('diskFull')` when nothing more can be stored in the directory. */
export async function requireDiskSpace(directory: string): Promise<void> {
  const { bavail, bsize } = await statfs(directory)
  if (bavail * bsize < leastBytes)
    throw new FailureError('diskFull', 'The disk of the relay is full. Free space on the disk of DATA_DIR.')
}
