import type { Handlers } from '../../../shared/ipc/commands.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { Commit } from '../log/commit.ts'

/** Texts that are not sent yet, one for each thread. */
export function createDrafts(parts: {
  readonly storage: Pick<StorageReader, 'drafts'>
  readonly commit: Pick<Commit, 'saveDraft'>
}) {
  return {
    handlers: {
      saveDraft: async ({ sessionId, thread, text, replaces }) => {
        const there = parts.storage.drafts.of(sessionId)[thread]
        if (replaces !== undefined && there !== '' && there !== replaces && there !== text) {
          if (text === '') return {}
          throw new FailureError('conflict', 'Another window has a draft for the same thread.')
        }
        parts.commit.saveDraft(sessionId, thread, text)
        return {}
      },
    } satisfies Partial<Handlers>,
  }
}
