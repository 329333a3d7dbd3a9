import type { OnReceived } from '../link/currentTransport.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'
import type { Commit } from './commit.ts'

/** Returns the handlers that put sessions, entries and watermarks of the relay on the disk as they come. */
export function storeReceived({
  commit,
  storageHealth,
  watchedAt,
}: {
  readonly commit: Pick<Commit, 'storeEntries' | 'storeWatermarks' | 'storeSessions'>
  readonly storageHealth: Pick<StorageHealth, 'write'>
  /** The relay's time (ms) at which what has just come was sent, or null where that is not known. */
  readonly watchedAt: () => number | null
}) {
  return {
    onReceived: {
      'log:entries': ({ items }) => storageHealth.write(() => commit.storeEntries(items)),
      watermarks: ({ items }) => storageHealth.write(() => commit.storeWatermarks(items, watchedAt())),
      'sessions:changed': ({ items, removed }) => storageHealth.write(() => commit.storeSessions(items, removed)),
    } satisfies OnReceived,
  }
}
