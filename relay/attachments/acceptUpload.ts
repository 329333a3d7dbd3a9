import type { Logger } from 'pino'
import { FailureError } from '../../src/shared/model/failure.ts'
import { mediaTypeOf } from '../../src/shared/model/files/mediaTypes.ts'
import { pictureLimitPixels, pictureSizeOf } from '../../src/shared/model/files/pictureSize.ts'
import type { AttachmentRecord } from '../store/attachments/attachmentRecord.ts'
import type { Store } from '../store/store.ts'
import { noSuchAttachment } from './attachmentAccess.ts'
import type { AttachmentFiles } from './attachmentFiles.ts'
import type { Scan } from './clamdScanner.ts'
import { removeUnreferenced, removeUnsent } from './removeFiles.ts'

export interface AcceptUploadParts {
  readonly store: Pick<Store, 'attachments'>
  readonly files: AttachmentFiles
  /** null: no scanner is asked. */
  readonly scan: Scan | null
  readonly log: Logger
}

const wrongType = 'Files of this type are not taken. Send an image, a PDF, a plain text or a voice recording.'

/** Accepts a whole upload and returns it with its media type, or removes it and throws `FailureError('invalid')`. */
export async function acceptUpload(parts: AcceptUploadParts, record: AttachmentRecord): Promise<AttachmentRecord> {
  const { store, files, log } = parts
  const { id, sha256 } = record
  const verdict = await inspectUpload(parts, record)
  if ('fault' in verdict) {
    await removeUnsent(parts, record)
    log.info({ userId: record.uploaderId, sessionId: record.sessionId, bytes: record.bytes }, 'upload refused')
    throw new FailureError('invalid', verdict.fault)
  }
  await files.keep(id, sha256)
  if (!(await store.attachments.finish(id, verdict.mediaType))) {
    await removeUnreferenced(parts, [sha256])
    throw noSuchAttachment()
  }
  return { ...record, mediaType: verdict.mediaType }
}

async function inspectUpload(
  { files, scan }: AcceptUploadParts,
  { id, sha256 }: AttachmentRecord,
): Promise<{ readonly mediaType: string } | { readonly fault: string }> {
  const inspection = await files.inspect(id)
  if (inspection.sha256 !== sha256)
    return { fault: 'The content is not the one whose SHA-256 was announced. Upload it again.' }
  const mediaType = mediaTypeOf(inspection.head, inspection.isText)
  if (mediaType === undefined) return { fault: wrongType }
  const fault = faultOfPicture(mediaType, inspection.head)
  if (fault !== undefined) return { fault }
  if (scan && !(await scan(() => files.readUpload(id)))) return { fault: 'The virus scanner refuses this file.' }
  return { mediaType }
}

/** Returns why nobody should have to draw the picture; undefined when it can be drawn, or is no picture. */
function faultOfPicture(mediaType: string, head: Uint8Array): string | undefined {
  if (!mediaType.startsWith('image/')) return undefined
  const size = pictureSizeOf(mediaType, head)
  if (!size) return 'The picture does not say how large it is, or is damaged. Send another copy of it.'
  if (size.width * size.height <= pictureLimitPixels) return undefined
  return `The picture has ${size.width} x ${size.height} pixels; at most ${pictureLimitPixels} are taken. Send it smaller.`
}
