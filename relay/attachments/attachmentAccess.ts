import { FailureError } from '../../src/shared/model/failure.ts'
import type { Attachment, AttachmentId } from '../../src/shared/model/files/attachment.ts'
import { fileNameOf } from '../../src/shared/model/files/fileName.ts'
import { requireAccess } from '../sessions/access/access.ts'
import type { Principal } from '../sessions/access/principal.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import type { AttachmentRecord } from '../store/attachments/attachmentRecord.ts'
import type { Store } from '../store/store.ts'

export interface AttachmentAccessParts {
  readonly store: Pick<Store, 'attachments'>
  readonly sessionCache: SessionCache
}

/** Returns an attachment of a thread that the principal may see. Throws `FailureError('notFound')` for any other. */
export async function requireVisible(
  { store, sessionCache }: AttachmentAccessParts,
  principal: Principal,
  id: AttachmentId,
): Promise<AttachmentRecord> {
  const record = await store.attachments.find(id)
  if (!record) throw noSuchAttachment()
  await requireAccess(sessionCache, principal, record.sessionId, record.thread)
  return record
}

/** Returns an attachment that the principal uploads, or has uploaded. Throws `FailureError('notFound')` for any other. */
export async function requireOwn(
  parts: AttachmentAccessParts,
  principal: Principal,
  id: AttachmentId,
): Promise<AttachmentRecord> {
  const record = await requireVisible(parts, principal, id)
  if (record.uploaderId !== principal.userId) throw noSuchAttachment()
  return record
}

export function noSuchAttachment(): FailureError {
  return new FailureError('notFound', 'There is no such attachment, or it is not uploaded yet.')
}

/** Returns the attachment as messages carry it. */
export function viewAttachment({ id, name, mediaType, bytes, sha256 }: AttachmentRecord): Attachment {
  const type = mediaType ?? 'application/octet-stream'
  return { id, name: fileNameOf(name, type), mediaType: type, bytes, sha256 }
}
