import type { AttachmentId } from '../../../../shared/model/files/attachment.ts'
import type { SessionId } from '../../../../shared/model/ids.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import type { StoredOwnFile } from '../../../storage/files/fileStore.ts'
import type { OutboxMessage } from '../../../storage/outboxStore.ts'
import type { Durability, Storage } from '../../../storage/storage.ts'
import type { Committed } from '../committed.ts'
import type { LogWriter } from '../logWriter.ts'
import { writeWithFiles } from './writeFiles.ts'

/** A content that has come from the relay, and the message that carries it. */
export interface ReceivedFile {
  readonly attachmentId: AttachmentId
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly seq: number
  readonly contentId: string
  readonly key: Uint8Array
}

/** Returns the steps that write files. */
export function commitFiles(
  { files, sessions, entries }: Pick<Storage, 'files' | 'sessions' | 'entries'>,
  commit: (write: (log: LogWriter) => Partial<Committed>, durability?: Durability) => Committed,
) {
  return {
    /** Puts a file whose content is on the disk at the end of its draft. */
    stageFile: (file: StoredOwnFile, nowMs: number) =>
      commit(() => {
        files.insert(file, nowMs)
        return { sessions: [file.sessionId] }
      }),
    /** Takes a file out of its draft. */
    removeStaged: ({ id, sessionId }: StoredOwnFile) =>
      commit(() => {
        files.remove(id)
        return { sessions: [sessionId] }
      }),
    /** Writes a message with its files as they are now; those that are not among them any more are gone. */
    updateFiles: (message: OutboxMessage) => commit((log) => writeWithFiles(log, message)),
    /** Has a content stay that has come from the relay, if its message still carries it. Returns whether it does. */
    holdFile: ({ attachmentId, sessionId, thread, seq, contentId, key }: ReceivedFile): boolean => {
      let isCarried = false
      commit(() => {
        const place = sessions.findThread(sessionId, thread)
        const body = place && entries.find(place, seq)?.body
        isCarried = body?.kind === 'message' && (body.attachments ?? []).some(({ id }) => id === attachmentId)
        if (place && isCarried) files.insertHeld({ attachmentId, threadId: place.threadId, seq, contentId, key })
        return {}
      })
      return isCarried
    },
    /** Contents whose key was gone are off the disk. */
    endGone: (contentIds: readonly string[]) =>
      commit(() => {
        contentIds.forEach(files.endGone)
        return {}
      }, 'fetchedAgain'),
    /** Takes off what was attached before then in sessions that are not here any more. */
    removeForsaken: (stagedBeforeMs: number) =>
      commit(() => {
        files.removeForsaken(stagedBeforeMs)
        return {}
      }),
  }
}
