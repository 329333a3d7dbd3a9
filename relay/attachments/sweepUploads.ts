import type { Logger } from 'pino'
import { createBackgroundTasks } from '../../src/shared/model/timing/backgroundTasks.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { Store } from '../store/store.ts'
import type { AttachmentFiles } from './attachmentFiles.ts'
import { removeUnreferenced } from './removeFiles.ts'
import { uploadLimits } from './uploadLimits.ts'

export interface SweepUploadsParts {
  readonly store: Pick<Store, 'attachments'>
  readonly files: AttachmentFiles
  readonly clock: Clock
  readonly log: Logger
}

export interface UploadSweep {
  /** Begins to remove what was never sent, now and every few minutes. */
  readonly start: () => void
  readonly stop: () => Promise<void>
}

const sweptAtOnce = 100

/** Creates the timer by which abandoned uploads are removed. */
export function createUploadSweep(parts: SweepUploadsParts): UploadSweep {
  const { clock, log } = parts
  const tasks = createBackgroundTasks((error) => log.error({ error }, 'old uploads could not be removed'))
  let cancel: () => void = () => undefined

  function start(): void {
    cancel = clock.after(uploadLimits.sweepEveryMs, start)
    tasks.add(sweepUploads(parts))
  }

  return {
    start,
    stop: async () => {
      cancel()
      await tasks.settled()
    },
  }
}

async function sweepUploads(parts: SweepUploadsParts): Promise<void> {
  const { store, files, clock } = parts
  for (;;) {
    const beforeMs = clock.now() - uploadLimits.unsentExpiresMs
    const removed = await store.attachments.removeUnsentBefore(beforeMs, sweptAtOnce)
    for (const { id, sha256 } of removed) {
      await files.removeUpload(id)
      await removeUnreferenced(parts, [sha256])
    }
    if (removed.length < sweptAtOnce) break
  }
  await removeStrays(parts)
}

/** Removes uploads that the store does not know: of sessions that were purged, or of a node that ended between the two. */
async function removeStrays({ store, files }: SweepUploadsParts): Promise<void> {
  const ids = await files.uploads()
  const known = new Set((await store.attachments.findMany(ids)).map(({ id }) => id))
  for (const id of ids) if (!known.has(id)) await files.removeUpload(id)
}
