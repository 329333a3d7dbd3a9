import type { Logger } from 'pino'
import type { Attachment, AttachmentId } from '../../src/shared/model/attachment.ts'
import type { Clock } from '../../src/shared/model/clock.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import { canCarry, mediaTypeOf } from '../../src/shared/model/mediaTypes.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import { requireAccess, requireOpen, requireVoice } from '../sessions/access.ts'
import type { FindAttachments } from '../sessions/appendMessage.ts'
import type { Asker } from '../sessions/asker.ts'
import type { SessionDirectory } from '../sessions/sessionDirectory.ts'
import type { AttachmentRecord } from '../store/attachmentStore.ts'
import type { Store } from '../store/store.ts'
import type { AttachmentFiles } from './attachmentFiles.ts'
import type { AttachmentUseCases, UploadState } from './attachmentUseCases.ts'
import type { Scan } from './clamdScanner.ts'

/** Uploads of one user that are not whole. */
const openUploads = 20
/** What was not sent for this long is given up. */
const unsentExpiresMs = 24 * 3_600_000
const sweepEveryMs = 3_600_000
const sweptAtOnce = 100

export interface AttachmentsParts {
  readonly store: Pick<Store, 'attachments' | 'log'>
  readonly directory: SessionDirectory
  readonly files: AttachmentFiles
  /** null: no scanner is asked. */
  readonly scan: Scan | null
  readonly newId: () => AttachmentId
  readonly clock: Clock
  readonly log: Logger
}

export interface Attachments extends AttachmentUseCases {
  /** What a message that is being sent asks for. */
  readonly find: FindAttachments
  /** Begins to remove what was never sent, now and every hour. */
  readonly start: () => void
  readonly stop: () => Promise<void>
}

/** Uploads, downloads, and what messages carry. */
export function createAttachments(parts: AttachmentsParts): Attachments {
  const { store, directory, files, scan, newId, clock, log } = parts
  const busy = new Set<AttachmentId>()
  let cancelSweep: () => void = () => undefined
  let sweeping: Promise<unknown> = Promise.resolve()

  /** An attachment of a thread that the asker may see. */
  async function visible(asker: Asker, id: AttachmentId): Promise<AttachmentRecord> {
    const record = await store.attachments.find(id)
    if (!record) throw noSuchAttachment()
    await requireAccess(directory, asker, record.sessionId, record.thread)
    return record
  }
  async function own(asker: Asker, id: AttachmentId): Promise<AttachmentRecord> {
    const record = await visible(asker, id)
    if (record.uploaderId !== asker.userId) throw noSuchAttachment()
    return record
  }
  async function stateOf(record: AttachmentRecord): Promise<UploadState> {
    const { id, bytes } = record
    if (record.mediaType !== null) return { id, offset: bytes, bytes, attachment: toAttachment(record) }
    return { id, offset: await files.uploadedBytes(id), bytes }
  }
  /** False, and nothing is done, when a message has it by now. */
  async function removeUnsent({ id, sha256 }: AttachmentRecord): Promise<boolean> {
    if (!(await store.attachments.removeUnsent(id))) return false
    await files.removeUpload(id)
    for (const hash of await store.attachments.unneeded([sha256])) await files.removeKept(hash)
    return true
  }

  /** Lets a whole upload in, or removes it. */
  async function finish(record: AttachmentRecord): Promise<UploadState> {
    const { id, sha256 } = record
    const inspection = await files.inspect(id)
    const mediaType = mediaTypeOf(inspection.head, inspection.isText)
    const fault =
      inspection.sha256 !== sha256
        ? 'The content is not the one whose SHA-256 was announced. Upload it again.'
        : mediaType === undefined
          ? 'Files of this type are not taken. Send an image, a PDF, a plain text or a voice recording.'
          : scan && !(await scan(() => files.readUpload(id)))
            ? 'The virus scanner refuses this file.'
            : undefined
    if (fault !== undefined || mediaType === undefined) {
      await removeUnsent(record)
      log.info({ userId: record.uploaderId, sessionId: record.sessionId, bytes: record.bytes }, 'upload refused')
      throw new FailureError('invalid', fault ?? 'Files of this type are not taken.')
    }
    await files.keep(id, sha256)
    await store.attachments.finish(id, mediaType)
    return await stateOf({ ...record, mediaType })
  }

  async function sweep(): Promise<void> {
    for (;;) {
      const unsent = await store.attachments.unsentBefore(clock.now() - unsentExpiresMs, sweptAtOnce)
      for (const record of unsent) await removeUnsent(record)
      if (unsent.length < sweptAtOnce) return
    }
  }
  function sweepOn(): void {
    cancelSweep = clock.after(sweepEveryMs, sweepOn)
    sweeping = sweep().then(undefined, (error: unknown) => log.error({ error }, 'old uploads could not be removed'))
  }

  return {
    begin: async (asker, sessionId, post) => {
      const { session, access } = await requireAccess(directory, asker, sessionId, post.thread)
      await requireOpen(directory, session, clock.now())
      requireVoice(access)
      if (post.bytes > limits.attachmentBytes)
        throw new FailureError('tooLarge', `A file has at most ${limits.attachmentBytes} bytes.`)
      if ((await store.attachments.countOpen(asker.userId)) >= openUploads)
        throw new FailureError('rateLimited', 'Too many uploads are not finished. Finish or discard some of them.')
      const record: AttachmentRecord = {
        id: newId(),
        sessionId,
        ...post,
        uploaderId: asker.userId,
        mediaType: null,
        createdAtMs: clock.now(),
        entryId: null,
      }
      await store.attachments.insert(record)
      return await stateOf(record)
    },
    state: async (asker, id) => await stateOf(await own(asker, id)),
    append: async (asker, id, offset, source) => {
      const record = await own(asker, id)
      if (busy.has(id)) throw new FailureError('conflict', 'Another request adds to this upload just now.')
      busy.add(id)
      try {
        const { offset: expected, attachment } = await stateOf(record)
        if (offset !== expected)
          throw new FailureError('conflict', `The upload goes on from byte ${expected}, and not from ${offset}.`)
        if (attachment) return { id, offset, bytes: record.bytes, attachment }
        const reached = await files.append(id, { offset, mostBytes: record.bytes }, source)
        return reached < record.bytes ? { id, offset: reached, bytes: record.bytes } : await finish(record)
      } finally {
        busy.delete(id)
      }
    },
    discard: async (asker, id) => {
      const record = await own(asker, id)
      if (record.entryId !== null || !(await removeUnsent(record)))
        throw new FailureError('conflict', 'The attachment was sent. Redact its message.')
    },
    read: async (asker, id) => {
      const record = await visible(asker, id)
      if (record.mediaType === null) throw noSuchAttachment()
      if (record.entryId === null) {
        if (record.uploaderId !== asker.userId) throw noSuchAttachment()
      } else {
        const entry = await store.log.find(record.uploaderId, record.entryId)
        const isCarried =
          entry?.body.kind === 'message' && entry.body.attachments?.some((attachment) => attachment.id === id)
        if (!isCarried) throw noSuchAttachment()
      }
      return { attachment: toAttachment(record), open: (part) => files.readKept(record.sha256, part) }
    },
    find: async (asker, message, ids) => {
      const records = new Map((await store.attachments.findMany(ids)).map((record) => [record.id, record]))
      const found: Attachment[] = []
      for (const id of ids) {
        const record = records.get(id)
        const isTheirs =
          record?.uploaderId === asker.userId &&
          record.sessionId === message.sessionId &&
          record.thread === message.thread &&
          record.mediaType !== null
        if (!record || !isTheirs) throw noSuchAttachment()
        const attachment = toAttachment(record)
        if (!canCarry(message.type, attachment.mediaType))
          throw new FailureError('invalid', `A message of the type ${message.type} cannot carry this attachment.`)
        // One that was given to a message which then was not stored is free again.
        const earlier = record.entryId !== null && (await store.log.find(asker.userId, record.entryId))
        const isGiven = !earlier && (await store.attachments.give(id, message.id, record.entryId))
        if (!isGiven && record.entryId !== message.id)
          throw new FailureError('conflict', 'The attachment was sent before. Upload it again to send it once more.')
        found.push(attachment)
      }
      return found
    },
    start: sweepOn,
    stop: async () => {
      cancelSweep()
      await sweeping
    },
  }
}

function toAttachment({ id, name, mediaType, bytes, sha256 }: AttachmentRecord): Attachment {
  return { id, name, mediaType: mediaType ?? 'application/octet-stream', bytes, sha256 }
}

function noSuchAttachment(): FailureError {
  return new FailureError('notFound', 'There is no such attachment, or it is not uploaded yet.')
}
