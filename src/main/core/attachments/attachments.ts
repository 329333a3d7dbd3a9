import type { CommandOutput, Handlers } from '../../../shared/ipc/commands.ts'
import type { ShownFile } from '../../../shared/ipc/files/fileCommands.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { FileId } from '../../../shared/model/files/ownFile.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import type { OutboxMessage } from '../../storage/outboxStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { Commit } from '../log/commit.ts'
import type { Committed } from '../log/committed.ts'
import { toOwnFile, type UnsentMessages } from '../log/unsentMessages.ts'
import type { Emit } from '../runtime/events.ts'
import { type CarriedFile, createFetches, type FetchesParts } from './fetches.ts'
import { createIncoming } from './incoming.ts'
import { createListing, type ListingParts } from './listFiles.ts'
import { createSharedContents } from './sharedContents.ts'
import { createSweep } from './sweep.ts'
import { createUploads, type UploadsParts } from './uploads.ts'

export interface AttachmentsParts
  extends Omit<UploadsParts, 'progressed' | 'storage' | 'commit' | 'unsent'>,
    Pick<FetchesParts, 'tokens'>,
    Pick<ListingParts, 'self'> {
  readonly storage: Pick<StorageReader, 'sessions' | 'entries' | 'ranges' | 'files' | 'contents'>
  readonly unsent: Pick<UnsentMessages, 'find' | 'heads' | 'all'>
  readonly commit: Pick<
    Commit,
    'stageFile' | 'removeStaged' | 'updateFiles' | 'holdFile' | 'endGone' | 'removeForsaken'
  >
  readonly emit: Emit
}

/** Files of messages: attached, brought to the relay, fetched from it, shown to the page, and removed with what carried them. */
export function createAttachments(parts: AttachmentsParts) {
  const { storage, unsent, commit } = parts
  const progress = (id: string, done: number, bytes: number) =>
    parts.emit({ name: 'fileProgressed', payload: { id, done, bytes } })
  const incoming = createIncoming(parts)
  const uploads = createUploads({ ...parts, progressed: ({ id, bytes }, done) => progress(id, done, bytes) })
  const fetches = createFetches({ ...parts, progressed: progress })
  const shared = createSharedContents({ contents: storage.contents, random: parts.random })
  const sweep = createSweep({ ...parts, removed: shared.end })
  sweep.start()

  function findUnsentWith(id: FileId): OutboxMessage | undefined {
    const found = unsent.all().find((item) => item.kind === 'message' && item.files.some((file) => file.id === id))
    return found?.kind === 'message' ? found : undefined
  }

  function remove(id: FileId): void {
    const message = findUnsentWith(id)
    const staged = message ? undefined : storage.files.find(id)
    if (staged) {
      commit.removeStaged(staged)
      return
    }
    if (!message) throw new FailureError('notFound', 'This file is in no unsent message any more.')
    if (message.outcome === 'unknown')
      throw new FailureError(
        'conflict',
        'This message may have reached the relay, and cannot be changed before that is certain.',
      )
    const files = message.files.filter((file) => file.id !== id)
    if (files.length === 0 && !hasVisibleText(message.text))
      throw new FailureError('conflict', 'Nothing would be left of this message. Discard it instead.')
    uploads.interrupt(message.id)
    // Without the file that was refused, there may be no reason left to hold it.
    const isMended = files.every(({ state }) => state.kind !== 'failed')
    commit.updateFiles({ ...message, files, ...(isMended && { failure: null }) })
  }

  async function open(file: ShownFile): Promise<CommandOutput<'openFile'>> {
    if (file.kind === 'own') {
      const own = findUnsentWith(file.id)?.files.find(({ id }) => id === file.id) ?? storage.files.find(file.id)
      if (!own) throw noSuchFile()
      const { name, mediaType, bytes, size } = own
      return { address: addressOf(shared.share(own, { name, mediaType })), name, mediaType, bytes, size }
    }
    const carried = requireCarried(storage, file)
    const { contentId, key } = await fetches.require(carried)
    const { name, mediaType, bytes } = carried.attachment
    const content = { id: contentId, key, bytes }
    return { address: addressOf(shared.share(content, { name, mediaType })), name, mediaType, bytes, size: null }
  }

  return {
    handlers: {
      attachFile: async (part) => {
        const file = await incoming.take(part)
        return { file: file && toOwnFile(file) }
      },
      removeFile: async ({ id }) => {
        remove(id)
        return {}
      },
      openFile: async ({ file }) => open(file),
      readFiles: createListing(parts),
    } satisfies Partial<Handlers>,
    onCommitted: (committed: Committed): void => {
      uploads.onCommitted(committed)
      sweep.onCommitted()
    },
    onTransport: uploads.onTransport,
    findContent: shared.find,
    close: (): void => {
      incoming.close()
      uploads.close()
      fetches.close()
      shared.close()
    },
  }
}

/** Returns the file of a message that is here. Throws `notFound` for any other, and after a redaction. */
function requireCarried(
  { sessions, entries }: Pick<StorageReader, 'sessions' | 'entries'>,
  { sessionId, thread, seq, id }: Extract<ShownFile, { readonly kind: 'logged' }>,
): CarriedFile {
  const place = sessions.findThread(sessionId, thread)
  const [entry] = place ? entries.page(place, seq + 1, 1, seq) : []
  const attachments = entry?.body.kind === 'message' ? (entry.body.attachments ?? []) : []
  const attachment = attachments.find((one) => one.id === id)
  if (!attachment) throw noSuchFile()
  return { attachment, sessionId, thread, seq }
}

function noSuchFile(): FailureError {
  return new FailureError('notFound', 'There is no such file here: its message may have been redacted.')
}

/** Returns the address at which the host serves a content, relative to the page. */
const addressOf = (name: string) => `files/${name}`
