import type { SessionId, UserId } from '../../../shared/model/ids.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'
import type { Commit } from './commit.ts'
import type { Committed } from './committed.ts'
import type { OpenSessions } from './openSessions.ts'

/**
 * Takes off the disk what is held for tabs alone: when the tab is closed, at the start where there is none, and when this user does not take
 * part any more. What was not looked at lies on no disk.
 */
export function createForgetting(parts: {
  readonly storage: Pick<StorageReader, 'ranges'>
  readonly commit: Pick<Commit, 'forget'>
  readonly storageHealth: Pick<StorageHealth, 'write'>
  readonly opened: Pick<OpenSessions, 'has' | 'onClosed'>
  readonly self: () => UserId
}) {
  const { storage, opened } = parts

  function forget(ids: readonly SessionId[]): void {
    const idle = ids.filter((id) => !opened.has(id))
    if (idle.length > 0) parts.storageHealth.write(() => parts.commit.forget(idle))
  }

  const forgetHeld = (ids: readonly SessionId[]) =>
    forget(ids.filter((id) => !opened.has(id) && storage.ranges.isHeldForTab(parts.self(), id)))

  opened.onClosed(forgetHeld)
  forget(storage.ranges.heldForTabs(parts.self()))

  return {
    onCommitted: ({ sessions }: Committed): void => forgetHeld(sessions),
  }
}
