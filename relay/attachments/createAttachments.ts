import type { Logger } from 'pino'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { AttachmentId } from '../../src/shared/model/files/attachment.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { Capability } from '../events/capability.ts'
import type { RateLimiter } from '../limits/createRateLimiter.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import type { FindAttachments } from '../sessions/messages/appendMessage.ts'
import type { AttachmentRecord } from '../store/attachments/attachmentRecord.ts'
import type { Store } from '../store/store.ts'
import { noSuchAttachment, requireOwn, requireVisible, viewAttachment } from './attachmentAccess.ts'
import type { AttachmentFiles } from './attachmentFiles.ts'
import type { AttachmentUseCases } from './attachmentUseCases.ts'
import { beginUpload } from './beginUpload.ts'
import type { Scan } from './clamdScanner.ts'
import { createFindForMessage } from './findForMessage.ts'
import { createReceiveUpload, uploadStateOf } from './receiveUpload.ts'
import { removeUnsent } from './removeFiles.ts'
import { createUploadSweep } from './sweepUploads.ts'

export interface AttachmentsParts {
  readonly store: Pick<Store, 'attachments' | 'log'>
  readonly sessionCache: SessionCache
  readonly files: AttachmentFiles
  /** null: no scanner is asked. */
  readonly scan: Scan | null
  readonly newId: () => AttachmentId
  readonly clock: Clock
  readonly limit: RateLimiter
  readonly log: Logger
}

export interface Attachments extends Capability<CachedSession> {
  readonly useCases: AttachmentUseCases
  /** Finds the attachments of a message that is being sent. */
  readonly find: FindAttachments
}

/** Builds uploads, downloads, and what messages carry. */
export function createAttachments(parts: AttachmentsParts): Attachments {
  const { store, files } = parts
  const receive = createReceiveUpload(parts)
  return {
    useCases: {
      begin: async (principal, sessionId, post) =>
        await uploadStateOf(files, await beginUpload(parts, principal, sessionId, post)),
      state: async (principal, id) => await uploadStateOf(files, await requireOwn(parts, principal, id)),
      append: async (principal, id, offset, source) =>
        await receive(await requireOwn(parts, principal, id), offset, source),
      discard: async (principal, id) => {
        const record = await requireOwn(parts, principal, id)
        if (record.entryId !== null || !(await removeUnsent(parts, record)))
          throw new FailureError('conflict', 'The attachment was sent. Redact its message.')
      },
      read: async (principal, id) => {
        const record = await requireVisible(parts, principal, id)
        const isOwnUpload = record.entryId === null && record.uploaderId === principal.userId
        if (record.mediaType === null || !(isOwnUpload || (await isCarried(store, record)))) throw noSuchAttachment()
        return { attachment: viewAttachment(record), open: (part) => files.readKept(record.sha256, part) }
      },
    },
    find: createFindForMessage(store),
    ...createUploadSweep(parts),
  }
}

/** Returns whether the message that the attachment was sent with carries it still: redacting takes it out. */
async function isCarried(
  store: Pick<Store, 'log'>,
  { id, entryId, uploaderId }: Pick<AttachmentRecord, 'id' | 'entryId' | 'uploaderId'>,
): Promise<boolean> {
  const entry = entryId === null ? undefined : await store.log.find(uploaderId, entryId)
  return entry?.body.kind === 'message' && (entry.body.attachments ?? []).some((attachment) => attachment.id === id)
}
