import { FailureError } from '../../src/shared/model/failure.ts'
import type { AttachmentId } from '../../src/shared/model/files/attachment.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { AttachmentRecord } from '../store/attachments/attachmentRecord.ts'
import { type AcceptUploadParts, acceptUpload } from './acceptUpload.ts'
import { noSuchAttachment, viewAttachment } from './attachmentAccess.ts'
import type { AttachmentFiles } from './attachmentFiles.ts'
import type { UploadState } from './attachmentUseCases.ts'

export interface ReceiveUploadParts extends AcceptUploadParts {
  readonly clock: Pick<Clock, 'now'>
}

/** Adds what comes from `source` to an own upload; the last byte ends it. Refuses as `AttachmentUseCases.append` does. */
export type ReceiveUpload = (
  record: AttachmentRecord,
  offset: number,
  source: AsyncIterable<Uint8Array>,
) => Promise<UploadState>

/** Creates the receiving of uploads, of which one request at a time adds to each. */
export function createReceiveUpload(parts: ReceiveUploadParts): ReceiveUpload {
  const receiving = new Set<AttachmentId>()
  return async (record, offset, source) => {
    const { id, bytes } = record
    if (receiving.has(id)) throw new FailureError('conflict', 'Another request adds to this upload just now.')
    receiving.add(id)
    try {
      const { offset: expected, attachment } = await uploadStateOf(parts.files, record)
      if (offset !== expected)
        throw new FailureError('conflict', `The upload goes on from byte ${expected}, and not from ${offset}.`)
      if (attachment) return { id, offset, bytes, attachment }
      const reached = await storeBytes(parts, record, offset, source)
      if (reached < bytes) return { id, offset: reached, bytes }
      return await uploadStateOf(parts.files, await acceptUpload(parts, record))
    } finally {
      receiving.delete(id)
    }
  }
}

/** Returns how much of an upload is there. */
export async function uploadStateOf(
  files: Pick<AttachmentFiles, 'uploadedBytes'>,
  record: AttachmentRecord,
): Promise<UploadState> {
  const { id, bytes } = record
  if (record.mediaType !== null) return { id, offset: bytes, bytes, attachment: viewAttachment(record) }
  return { id, offset: await files.uploadedBytes(id), bytes }
}

/** Adds what comes to an upload; what has come before the source breaks off stays, and keeps it alive. */
async function storeBytes(
  parts: ReceiveUploadParts,
  { id, bytes }: AttachmentRecord,
  offset: number,
  source: AsyncIterable<Uint8Array>,
): Promise<number> {
  let reached = offset
  try {
    reached = await parts.files.append(id, { offset, mostBytes: bytes }, source)
    return reached
  } finally {
    if (Math.max(reached, await parts.files.uploadedBytes(id)) > offset) await noteReceived(parts, id)
  }
}

async function noteReceived({ store, files, clock }: ReceiveUploadParts, id: AttachmentId): Promise<void> {
  if (await store.attachments.receive(id, clock.now())) return
  // Whoever gave it up meanwhile could not remove what came after that.
  await files.removeUpload(id)
  throw noSuchAttachment()
}
