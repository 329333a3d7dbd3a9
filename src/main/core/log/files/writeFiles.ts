import type { Entry } from '../../../../shared/model/entry.ts'
import type { Failure } from '../../../../shared/model/failure.ts'
import type { StoredOwnFile } from '../../../storage/files/fileStore.ts'
import type { OutboxItem, OutboxMessage } from '../../../storage/outboxStore.ts'
import type { Committed } from '../committed.ts'
import type { LogWriter } from '../logWriter.ts'

/** Files as they are when their message begins to wait for them: whole ones stay so. */
export function waitingFiles(files: readonly StoredOwnFile[]): StoredOwnFile[] {
  return files.map((file) =>
    file.state.kind === 'uploaded' ? file : { ...file, state: { kind: 'uploading', heldUp: null } },
  )
}

/** Files as they are when the relay has them no more: each is uploaded anew. */
export function filesAnew(files: readonly StoredOwnFile[]): StoredOwnFile[] {
  return files.map((file) => ({
    ...file,
    uploadId: null,
    attachment: null,
    state: { kind: 'uploading', heldUp: null },
  }))
}

/** Writes a message with its files, some of which may be others now, or gone. What has left meanwhile is not put back. */
export function writeWithFiles({ storage, unsent }: LogWriter, message: OutboxMessage): Partial<Committed> {
  const before = unsent.find(message.id)
  if (before?.kind !== 'message') return {}
  const kept = new Set<string>(message.files.map(({ id }) => id))
  for (const { id } of before.files) if (!kept.has(id)) storage.files.remove(id)
  message.files.forEach(storage.files.save)
  storage.outbox.save(message)
  return { updated: [message], sessions: [message.sessionId] }
}

/** The message of which a file was refused: it is parked, and the next one proceeds. */
export function withFailedFile(message: OutboxMessage, file: StoredOwnFile, failure: Failure): OutboxMessage {
  const files = message.files.map((one): StoredOwnFile => (one.id === file.id ? failedFile(one, failure) : one))
  const sentence = { kind: failure.kind, message: `A file was not taken. ${failure.message}` }
  return { ...message, files, failure: sentence }
}

const failedFile = (file: StoredOwnFile, failure: Failure): StoredOwnFile => ({
  ...{ ...file, uploadId: null, attachment: null },
  state: { kind: 'failed', failure },
})

/**
 * Has the contents of an own message's files stay for the entry that it has become, where that is stored here. Before the message is taken off the
 * outbox, with which they would go.
 */
export function keepContents({ storage }: Pick<LogWriter, 'storage'>, own: OutboxItem, entry: Entry): void {
  if (own.kind !== 'message' || own.files.length === 0 || entry.body.kind !== 'message') return
  const thread = storage.sessions.findThread(entry.sessionId, entry.thread)
  const stored = thread && storage.entries.find(thread, entry.seq)
  if (!thread || stored?.id !== entry.id || stored.body.kind !== 'message') return
  const carried = new Set<string>(stored.body.attachments?.map(({ id }) => id))
  for (const { id, key, uploadId } of own.files) {
    if (uploadId === null || !carried.has(uploadId)) continue
    const place = { threadId: thread.threadId, seq: entry.seq }
    storage.files.insertHeld({ attachmentId: uploadId, ...place, contentId: id, key })
  }
}
