import type { OnReceived } from '../link/transport.ts'
import type { Trouble } from '../runtime/trouble.ts'
import type { Commit } from './commit.ts'

/** Returns what puts the relay's news of sessions, entries and watermarks on the disk as they come. */
export function storeReceived({
  commit,
  trouble,
}: {
  readonly commit: Pick<Commit, 'storeEntries' | 'storeWatermarks' | 'storeSessions'>
  readonly trouble: Pick<Trouble, 'writing'>
}) {
  return {
    onReceived: {
      'log:entries': ({ items }) => trouble.writing(() => commit.storeEntries(items)),
      watermarks: ({ items }) => trouble.writing(() => commit.storeWatermarks(items)),
      'sessions:changed': ({ items, removed }) => trouble.writing(() => commit.storeSessions(items, removed)),
    } satisfies OnReceived,
  }
}
