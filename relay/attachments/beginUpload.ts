import type { Logger } from 'pino'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { AttachmentId } from '../../src/shared/model/files/attachment.ts'
import type { SessionId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { AttachmentPost } from '../../src/shared/protocol/rest.ts'
import type { RateLimiter } from '../limits/createRateLimiter.ts'
import { RateLimitedError } from '../limits/rateLimitedError.ts'
import { requireAccess, requireOpen, requireTakesPart } from '../sessions/access/access.ts'
import type { Principal } from '../sessions/access/principal.ts'
import type { AttachmentRecord } from '../store/attachments/attachmentRecord.ts'
import type { Beginning } from '../store/attachments/beginUpload.ts'
import type { AttachmentAccessParts } from './attachmentAccess.ts'
import { type RemoveFilesParts, removeUnsent } from './removeFiles.ts'
import { uploadLimits } from './uploadLimits.ts'

export interface BeginUploadParts extends AttachmentAccessParts, Pick<RemoveFilesParts, 'files'> {
  readonly newId: () => AttachmentId
  readonly clock: Pick<Clock, 'now'>
  readonly limit: RateLimiter
  readonly log: Logger
}

/** Reasons why no upload is begun now, and what the person can do about it. */
const refusals: Readonly<Record<Exclude<Beginning, 'begun'>, string>> = {
  tooManyOpen: 'Too many uploads are not finished. Finish or discard some of them.',
  tooMuchOfUser:
    'Too many files of yours are uploaded and not sent. Send or discard some of them; those left for an hour are removed.',
  tooMuchOfSession:
    'Too many files are uploaded to this session and not sent. They are sent, or removed within an hour: try again later.',
}

/** Begins an upload and returns its record. Refuses as `AttachmentUseCases.begin` does. */
export async function beginUpload(
  parts: BeginUploadParts,
  principal: Principal,
  sessionId: SessionId,
  post: AttachmentPost,
): Promise<AttachmentRecord> {
  const { store, sessionCache, newId, clock, log } = parts
  const { session, access } = await requireAccess(sessionCache, principal, sessionId, post.thread)
  await requireOpen(sessionCache, session, clock.now())
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
  await countBytes(parts, record)
  return record
}

/** Counts the bytes of an upload that was begun; one that is over the limit is removed again. */
async function countBytes(parts: BeginUploadParts, record: AttachmentRecord): Promise<void> {
  try {
    await parts.limit('uploadedBytesAsUser', record.uploaderId, { points: record.bytes })
  } catch (error) {
    await removeUnsent(parts, record)
    throw error instanceof RateLimitedError
      ? new RateLimitedError(error.retryAfterMs, 'Too many bytes of files within an hour.')
      : error
  }
}
