import type { Failure } from '../../../shared/model/failure.ts'
import type { EntryId } from '../../../shared/model/ids.ts'
import type { StoredOwnFile } from '../../storage/files/fileStore.ts'
import type { OutboxMessage } from '../../storage/outboxStore.ts'
import type { Commit } from '../log/commit.ts'
import { withFailedFile } from '../log/files/writeFiles.ts'
import type { UnsentMessages } from '../log/unsentMessages.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'

export interface UploadRecordsParts {
  readonly unsent: Pick<UnsentMessages, 'find'>
  readonly commit: Pick<Commit, 'updateFiles'>
  readonly storageHealth: Pick<StorageHealth, 'write'>
}

export type UploadRecords = ReturnType<typeof createUploadRecords>

/** Creates the records of how far the files of unsent messages have come. Nothing is written of what has left the outbox, or is parked. */
export function createUploadRecords({ unsent, commit, storageHealth }: UploadRecordsParts) {
  /** Returns the message as it is now, if it still waits for its files. */
  function findWaiting(id: EntryId): OutboxMessage | undefined {
    const item = unsent.find(id)
    return item?.kind === 'message' && item.failure === null ? item : undefined
  }

  const findNext = (id: EntryId) => findWaiting(id)?.files.find(({ state }) => state.kind !== 'uploaded')

  /** Writes a file as it is now. Returns whether that is on the disk. */
  function save(id: EntryId, file: StoredOwnFile): boolean {
    const message = findWaiting(id)
    if (!message?.files.some((one) => one.id === file.id)) return false
    const files = message.files.map((one) => (one.id === file.id ? file : one))
    return storageHealth.write(() => commit.updateFiles({ ...message, files }))
  }

  return {
    ...{ findWaiting, findNext, save },
    find: (id: EntryId, { id: fileId }: StoredOwnFile) => findWaiting(id)?.files.find((file) => file.id === fileId),
    /** Parks the message: this file is refused for good. */
    fail: (id: EntryId, file: StoredOwnFile, failure: Failure): void => {
      const message = findWaiting(id)
      if (message) storageHealth.write(() => commit.updateFiles(withFailedFile(message, file, failure)))
    },
    /** Writes that what was written after the message goes before it. */
    holdUp: (id: EntryId, failure: Failure): void => {
      const file = findNext(id)
      if (file) save(id, { ...file, state: { kind: 'uploading', heldUp: failure } })
    },
  }
}

/** Returns whether a message waits for files. */
export const lacksFile = ({ files }: OutboxMessage) => files.some(({ state }) => state.kind !== 'uploaded')
