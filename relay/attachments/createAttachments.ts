import type { Logger } from 'pino'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { Attachment, AttachmentId } from '../../src/shared/model/files/attachment.ts'
import { fileNameOf } from '../../src/shared/model/files/fileName.ts'
import { canCarry, mediaTypeOf } from '../../src/shared/model/files/mediaTypes.ts'
import { pictureLimitPixels, pictureSizeOf } from '../../src/shared/model/files/pictureSize.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { RateLimiter } from '../limits/createRateLimiter.ts'
import { RateLimitedError } from '../limits/rateLimitedError.ts'
import { requireAccess, requireOpen, requireTakesPart } from '../sessions/access/access.ts'
import type { Principal } from '../sessions/access/principal.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import type { FindAttachments } from '../sessions/messages/appendMessage.ts'
import type { AttachmentRecord, Beginning } from '../store/attachments/attachmentStore.ts'
import type { Store } from '../store/store.ts'
import type { AttachmentFiles } from './attachmentFiles.ts'
import type { AttachmentUseCases, UploadState } from './attachmentUseCases.ts'
import type { Scan } from './clamdScanner.ts'
import { uploadLimits } from './uploadLimits.ts'

const sweptAtOnce = 100

/** Reasons why no upload is begun now, and what the person can do about it. */
const refusals: Readonly<Record<Exclude<Beginning, 'begun'>, string>> = {
  tooManyOpen: 'Too many uploads are not finished. Finish or discard some of them.',
  tooMuchOfUser:
    'Too many files of yours are uploaded and not sent. Send or discard some of them; those left for an hour are removed.',
  tooMuchOfSession:
    'Too many files are uploaded to this session and not sent. They are sent, or removed within an hour: try again later.',
}

export interface AttachmentsParts {
  readonly store: Pick<Store, 'attachments' | 'log'>
  readonly directory: SessionCache
  readonly files: AttachmentFiles
  /** null: no scanner is asked. */
  readonly scan: Scan | null
  readonly newId: () => AttachmentId
  readonly clock: Clock
  readonly limit: RateLimiter
  readonly log: Logger
}

export interface Attachments extends AttachmentUseCases {
  /** Finds the attachments of a message that is being sent. */
  readonly find: FindAttachments
  /** Begins to remove what was never sent, now and every few minutes. */
  readonly start: () => void
  readonly stop: () => Promise<void>
}

/** Uploads, downloads, and what messages carry. */
export function createAttachments(parts: AttachmentsParts): Attachments {
  const { store, directory, files, scan, newId, clock, limit, log } = parts
  const busy = new Set<AttachmentId>()
  let cancelSweep: () => void = () => undefined
  let sweeping: Promise<unknown> = Promise.resolve()

  /** An attachment of a thread that the principal may see. */
  async function visible(principal: Principal, id: AttachmentId): Promise<AttachmentRecord> {
    const record = await store.attachments.find(id)
    if (!record) throw noSuchAttachment()
    await requireAccess(directory, principal, record.sessionId, record.thread)
    return record
  }
  async function own(principal: Principal, id: AttachmentId): Promise<AttachmentRecord> {
    const record = await visible(principal, id)
    if (record.uploaderId !== principal.userId) throw noSuchAttachment()
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
    await removeUnneeded(sha256)
    return true
  }
  async function removeUnneeded(sha256: string): Promise<void> {
    for (const hash of await store.attachments.unreferenced([sha256])) await files.removeKept(hash)
  }

  /** Counts the bytes of an upload that was begun; one that is over the limit is gone again. */
  async function countBytes(record: AttachmentRecord): Promise<void> {
    try {
      await limit('uploadedBytesAsUser', record.uploaderId, { points: record.bytes })
    } catch (error) {
      await removeUnsent(record)
      throw error instanceof RateLimitedError
        ? new RateLimitedError(error.retryAfterMs, 'Too many bytes of files within an hour.')
        : error
    }
  }

  /** Adds what comes to an upload; what has come before the source breaks off stays, and keeps it alive. */
  async function receive(
    { id, bytes }: AttachmentRecord,
    offset: number,
    source: AsyncIterable<Uint8Array>,
  ): Promise<number> {
    let reached = offset
    try {
      reached = await files.append(id, { offset, mostBytes: bytes }, source)
      return reached
    } finally {
      if (Math.max(reached, await files.uploadedBytes(id)) > offset) await noteReceived(id)
    }
  }
  async function noteReceived(id: AttachmentId): Promise<void> {
    if (await store.attachments.receive(id, clock.now())) return
    // Whoever gave it up meanwhile could not remove what came after that.
    await files.removeUpload(id)
    throw noSuchAttachment()
  }

  /** Accepts a whole upload, or removes it. */
  async function finish(record: AttachmentRecord): Promise<UploadState> {
    const { id, sha256 } = record
    const inspection = await files.inspect(id)
    const mediaType = mediaTypeOf(inspection.head, inspection.isText)
    const pictureFault = mediaType && faultOfPicture(mediaType, inspection.head)
    const fault =
      inspection.sha256 !== sha256
        ? 'The content is not the one whose SHA-256 was announced. Upload it again.'
        : mediaType === undefined
          ? 'Files of this type are not taken. Send an image, a PDF, a plain text or a voice recording.'
          : (pictureFault ??
            (scan && !(await scan(() => files.readUpload(id))) ? 'The virus scanner refuses this file.' : undefined))
    if (fault !== undefined || mediaType === undefined) {
      await removeUnsent(record)
      log.info({ userId: record.uploaderId, sessionId: record.sessionId, bytes: record.bytes }, 'upload refused')
      throw new FailureError('invalid', fault ?? 'Files of this type are not taken.')
    }
    await files.keep(id, sha256)
    if (!(await store.attachments.finish(id, mediaType))) {
      await removeUnneeded(sha256)
      throw noSuchAttachment()
    }
    return await stateOf({ ...record, mediaType })
  }

  async function sweep(): Promise<void> {
    for (;;) {
      const beforeMs = clock.now() - uploadLimits.unsentExpiresMs
      const removed = await store.attachments.removeUnsentBefore(beforeMs, sweptAtOnce)
      for (const { id, sha256 } of removed) {
        await files.removeUpload(id)
        await removeUnneeded(sha256)
      }
      if (removed.length < sweptAtOnce) break
    }
    await removeStrays()
  }
  /** Uploads that nothing is known of: of sessions that were purged, or of a node that ended between the two. */
  async function removeStrays(): Promise<void> {
    const ids = await files.uploads()
    const known = new Set((await store.attachments.findMany(ids)).map(({ id }) => id))
    for (const id of ids) if (!known.has(id)) await files.removeUpload(id)
  }
  function sweepOn(): void {
    cancelSweep = clock.after(uploadLimits.sweepEveryMs, sweepOn)
    sweeping = sweep().then(undefined, (error: unknown) => log.error({ error }, 'old uploads could not be removed'))
  }

  return {
    begin: async (principal, sessionId, post) => {
      const { session, access } = await requireAccess(directory, principal, sessionId, post.thread)
      await requireOpen(directory, session, clock.now())
      requireTakesPart(access)
      if (post.bytes > limits.attachmentBytes)
        throw new FailureError('tooLarge', `A file has at most ${limits.attachmentBytes} bytes.`)
      const nowMs = clock.now()
      const record: AttachmentRecord = {
        id: newId(),
        sessionId,
        ...post,
        uploaderId: principal.userId,
        mediaType: null,
        createdAtMs: nowMs,
        receivedAtMs: nowMs,
        entryId: null,
      }
      const beginning = await store.attachments.begin(record, uploadLimits)
      if (beginning !== 'begun') {
        log.info({ userId: principal.userId, sessionId, bytes: record.bytes }, 'upload refused: too much is not sent')
        throw new FailureError('rateLimited', refusals[beginning])
      }
      await countBytes(record)
      return await stateOf(record)
    },
    state: async (principal, id) => await stateOf(await own(principal, id)),
    append: async (principal, id, offset, source) => {
      const record = await own(principal, id)
      if (busy.has(id)) throw new FailureError('conflict', 'Another request adds to this upload just now.')
      busy.add(id)
      try {
        const { offset: expected, attachment } = await stateOf(record)
        if (offset !== expected)
          throw new FailureError('conflict', `The upload goes on from byte ${expected}, and not from ${offset}.`)
        if (attachment) return { id, offset, bytes: record.bytes, attachment }
        const reached = await receive(record, offset, source)
        return reached < record.bytes ? { id, offset: reached, bytes: record.bytes } : await finish(record)
      } finally {
        busy.delete(id)
      }
    },
    discard: async (principal, id) => {
      const record = await own(principal, id)
      if (record.entryId !== null || !(await removeUnsent(record)))
        throw new FailureError('conflict', 'The attachment was sent. Redact its message.')
    },
    read: async (principal, id) => {
      const record = await visible(principal, id)
      if (record.mediaType === null) throw noSuchAttachment()
      if (record.entryId === null) {
        if (record.uploaderId !== principal.userId) throw noSuchAttachment()
      } else {
        const entry = await store.log.find(record.uploaderId, record.entryId)
        const isCarried =
          entry?.body.kind === 'message' && entry.body.attachments?.some((attachment) => attachment.id === id)
        if (!isCarried) throw noSuchAttachment()
      }
      return { attachment: toAttachment(record), open: (part) => files.readKept(record.sha256, part) }
    },
    find: async (principal, message, ids) => {
      const records = new Map((await store.attachments.findMany(ids)).map((record) => [record.id, record]))
      const found: Attachment[] = []
      for (const id of ids) {
        const record = records.get(id)
        const isTheirs =
          record?.uploaderId === principal.userId &&
          record.sessionId === message.sessionId &&
          record.thread === message.thread &&
          record.mediaType !== null
        if (!record || !isTheirs) throw noSuchAttachment()
        const attachment = toAttachment(record)
        if (!canCarry(message.type, attachment.mediaType))
          throw new FailureError('invalid', `A message of the type ${message.type} cannot carry this attachment.`)
        if (record.entryId !== null && record.entryId !== message.id)
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
  const type = mediaType ?? 'application/octet-stream'
  return { id, name: fileNameOf(name, type), mediaType: type, bytes, sha256 }
}

/** Returns why nobody should have to draw the picture; undefined when it can be drawn, or is no picture. */
function faultOfPicture(mediaType: string, head: Uint8Array): string | undefined {
  if (!mediaType.startsWith('image/')) return undefined
  const size = pictureSizeOf(mediaType, head)
  if (!size) return 'The picture does not say how large it is, or is damaged. Send another copy of it.'
  if (size.width * size.height <= pictureLimitPixels) return undefined
  return `The picture has ${size.width} x ${size.height} pixels; at most ${pictureLimitPixels} are taken. Send it smaller.`
}

function noSuchAttachment(): FailureError {
  return new FailureError('notFound', 'There is no such attachment, or it is not uploaded yet.')
}
