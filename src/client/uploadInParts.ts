import { FailureError } from '../shared/model/failure.ts'
import type { Attachment, AttachmentId } from '../shared/model/files/attachment.ts'
import type { Clock } from '../shared/model/timing/clock.ts'

/** State of an upload as the relay tells it. */
export interface UploadState {
  readonly id: AttachmentId
  readonly offset: number
  readonly attachment?: Attachment | undefined
}

/** An upload of one file, and the requests that it takes. Each rejects with a `FailureError`. */
export interface UploadRequests {
  /** Begins it; what this resolves with is known to outlive the end of this program. */
  readonly begin: () => Promise<AttachmentId>
  /** The bytes that are there; undefined when the relay has given it up. */
  readonly offsetOf: (id: AttachmentId) => Promise<number | undefined>
  /** Adds at most so many bytes from `offset` on. */
  readonly append: (id: AttachmentId, offset: number, mostBytes: number) => Promise<UploadState>
}

/** The size of a part follows the line: so long that it is worth a request, so short that it ends before the line does. */
const partMs = 3_000
const leastPartBytes = 64 * 1024
const mostPartBytes = 4 * 1024 * 1024
const firstPartBytes = 256 * 1024

/**
 * Brings a file to the relay in parts, from where an earlier try has left it, and returns what it is called there. What has arrived until it is
 * refused or interrupted remains. `progressed` is called with the bytes that are there.
 */
export async function uploadInParts(parts: {
  readonly uploadId: AttachmentId | null
  readonly requests: UploadRequests
  readonly clock: Pick<Clock, 'steady'>
  readonly progressed: (bytes: number) => void
}): Promise<Attachment> {
  const { requests, clock, progressed } = parts
  let id = parts.uploadId
  let offset = id === null ? undefined : await requests.offsetOf(id)
  if (id === null || offset === undefined) {
    id = await requests.begin()
    offset = 0
  }
  for (let partBytes = firstPartBytes; ; ) {
    progressed(offset)
    const startedAtMs = clock.steady()
    const state = await requests.append(id, offset, partBytes)
    if (state.attachment) return state.attachment
    if (state.offset <= offset) throw new FailureError('unavailable', 'The upload does not go on.')
    partBytes = nextPartBytes(state.offset - offset, clock.steady() - startedAtMs)
    offset = state.offset
  }
}

/** Returns the size of the next part, after one of which so many bytes took so long. */
function nextPartBytes(bytes: number, tookMs: number): number {
  const bytesPerMs = bytes / Math.max(1, tookMs)
  return Math.min(Math.max(Math.round(bytesPerMs * partMs), leastPartBytes), mostPartBytes)
}
