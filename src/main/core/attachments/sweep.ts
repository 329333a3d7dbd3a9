import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { Commit } from '../log/commit.ts'
import type { Background } from '../runtime/background.ts'
import { oncePerTurn } from '../runtime/oncePerTurn.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'

/** Time after which what was attached in a session that is away is not sent any more. */
const forsakenAfterMs = 7 * 24 * 60 * 60 * 1000

/**
 * Removes contents from the disk whose row is gone: soon after that was committed, and at the start what a kill has left. Without their row nobody can
 * read them already: it had their key.
 */
export function createSweep(parts: {
  readonly storage: Pick<StorageReader, 'files' | 'contents'>
  readonly commit: Pick<Commit, 'endGone' | 'removeForsaken'>
  readonly storageHealth: Pick<StorageHealth, 'write'>
  readonly clock: Pick<Clock, 'now'>
  readonly run: Background['run']
  /** A content is gone. */
  readonly removed: (contentId: string) => void
}) {
  const { storage, commit, storageHealth } = parts
  const { files, contents } = storage
  const sweepSoon = oncePerTurn(parts.run, () => parts.run(removeGone))

  async function removeGone(): Promise<void> {
    const gone = files.gone()
    if (gone.length === 0) return
    for (const id of gone) {
      parts.removed(id)
      await contents.remove(id)
    }
    storageHealth.write(() => commit.endGone(gone))
  }

  /** Takes off what no row knows: it was written, and the row of it was not. Before this start, as nothing else writes meanwhile. */
  async function removeStrays(ids: readonly string[]): Promise<void> {
    for (const id of ids) if (!files.isContent(id)) await contents.remove(id)
  }

  return {
    start: (): void =>
      parts.run(async () => {
        const ids = await contents.ids()
        storageHealth.write(() => commit.removeForsaken(parts.clock.now() - forsakenAfterMs))
        await removeStrays(ids)
        await removeGone()
      }),
    onCommitted: (): void => {
      if (files.gone().length > 0) sweepSoon()
    },
  }
}
