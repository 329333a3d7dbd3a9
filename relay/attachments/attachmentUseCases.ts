import type { Readable } from 'node:stream'
import type { Attachment, AttachmentId } from '../../src/shared/model/files/attachment.ts'
import type { SessionId } from '../../src/shared/model/ids.ts'
import type { AttachmentPost } from '../../src/shared/protocol/rest.ts'
import type { Principal } from '../sessions/access/principal.ts'

/** Progress of an upload, in bytes; the attachment once it is whole and was accepted. */
export interface UploadState {
  readonly id: AttachmentId
  readonly offset: number
  readonly bytes: number
  readonly attachment?: Attachment
}

/** Files that messages carry. All refuse with `FailureError('notFound')` what the principal may not know of. */
export interface AttachmentUseCases {
  /**
   * Begins an upload to a thread of a session, of a content whose size and SHA-256 are known. Refuses also with `forbidden`,
   * `sessionClosed`, `tooLarge` or `rateLimited` (too many uploads that are not whole, or bytes that are not sent; see `uploadLimits`).
   */
  readonly begin: (principal: Principal, sessionId: SessionId, post: AttachmentPost) => Promise<UploadState>
  readonly state: (principal: Principal, id: AttachmentId) => Promise<UploadState>
  /**
   * Adds to an own upload from `offset` on. The last byte ends it: its hash and its type are checked, the scanner is asked, and
   * one that is refused is gone. Refuses with `conflict` (another offset, or another request adds to it just now), `tooLarge`,
   * `invalid` (not what was announced, a type that is not let in, harmful), `unavailable` (no scanner answers) or `diskFull`.
   */
  readonly append: (
    principal: Principal,
    id: AttachmentId,
    offset: number,
    source: AsyncIterable<Uint8Array>,
  ) => Promise<UploadState>
  /** Discards an own upload that was not sent. */
  readonly discard: (principal: Principal, id: AttachmentId) => Promise<void>
  /**
   * Opens the content, or a part of it by its first and last byte: of a message in a thread that the principal sees and that was not
   * redacted, or of an own upload.
   */
  readonly read: (
    principal: Principal,
    id: AttachmentId,
  ) => Promise<{
    readonly attachment: Attachment
    readonly open: (part?: { readonly start: number; readonly end: number }) => Readable
  }>
}
