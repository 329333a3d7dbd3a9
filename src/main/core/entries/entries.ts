import type { Handlers } from '../../../shared/ipc/commands.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { Committed } from '../log/committed.ts'
import { toPending } from '../log/unsentMessages.ts'
import type { Emit } from '../runtime/events.ts'

/** Pages of a thread for the screen, and the event of what a commit has changed of entries and unsent messages. */
export function createEntries(parts: {
  readonly storage: Pick<StorageReader, 'sessions' | 'entries'>
  readonly emit: Emit
}) {
  const { storage } = parts

  return {
    handlers: {
      readEntries: async ({ sessionId, thread, before, limit }) => {
        const found = storage.sessions.findThread(sessionId, thread)
        if (!found) throw new FailureError('notFound', 'There is no such session, or this thread is not open to you.')
        const entries = storage.entries.page(found, before, limit + 1)
        return { entries: entries.slice(-limit), hasEarlier: entries.length > limit }
      },
    } satisfies Partial<Handlers>,

    onCommitted: ({ entries, queued, updated, withdrawn }: Committed): void => {
      if (entries.length + queued.length + updated.length + withdrawn.length === 0) return
      parts.emit({
        name: 'entriesChanged',
        payload: {
          logged: [...entries],
          pending: [...queued, ...updated].map(toPending),
          withdrawn: withdrawn.map(({ id }) => id),
        },
      })
    },
  }
}
