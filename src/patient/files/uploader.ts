import { uploadInParts } from '../../client/uploadInParts.ts'
import { FailureError, type FailureKind } from '../../shared/model/failure.ts'
import type { AttachmentId } from '../../shared/model/files/attachment.ts'
import type { SessionId } from '../../shared/model/ids.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import { refusalSchema } from '../../shared/protocol/acknowledgement.ts'
import { uploadStateSchema } from '../../shared/protocol/rest.ts'
import type { PageToken } from '../link/pageToken.ts'
import type { OutgoingFile } from '../store/keptRows.ts'

export interface Uploading {
  readonly signal: AbortSignal
  /** The relay has this name for the upload. Awaited before the first byte leaves. */
  readonly begun: (id: AttachmentId) => Promise<void>
  /** So many bytes are there. */
  readonly progressed: (bytes: number) => void
}

export interface Uploader {
  /**
   * Brings a file to the relay, from where an earlier try has left it, and gives its id there. Rejects with a `FailureError`; what
   * has arrived until then remains.
   */
  readonly upload: (file: OutgoingFile, content: Blob, uploading: Uploading) => Promise<AttachmentId>
  /** Discards an upload, if the relay can be reached. */
  readonly discard: (id: AttachmentId) => void
}

const requestTimeoutMs = 30_000
/** Uploads to the care thread of a session, in parts. */
export function createUploader(parts: {
  readonly base: URL
  readonly token: PageToken
  readonly sessionId: SessionId
  readonly clock: Clock
}): Uploader {
  const { base, token, clock } = parts
  const uploadAt = (id: AttachmentId) => `api/attachments/${id}`

  async function ask(path: string, init: RequestInit, signal: AbortSignal): Promise<Answer> {
    const authorization = `Bearer ${await token.get()}`
    const timed = new AbortController()
    const abort = () => timed.abort()
    const cancelTimeout = clock.after(requestTimeoutMs, abort)
    signal.addEventListener('abort', abort)
    if (signal.aborted) abort()
    const headers = { ...init.headers, authorization }
    const asked = fetch(new URL(path, base), { ...init, headers, signal: timed.signal }).then(read)
    const answer = await orNone(asked).finally(() => {
      cancelTimeout()
      signal.removeEventListener('abort', abort)
    })
    if (!answer) throw new FailureError('offline', 'The relay cannot be reached.')
    if (answer.status < 300) return answer
    throw new FailureError(refusalOf(answer), 'The relay refuses the upload.')
  }

  async function begin({ name, bytes, sha256 }: OutgoingFile, { signal, begun }: Uploading): Promise<AttachmentId> {
    const path = `api/sessions/${encodeURIComponent(parts.sessionId)}/attachments`
    const body = JSON.stringify({ name, bytes, sha256 })
    const answer = await ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body }, signal)
    const { id } = stateOf(answer)
    await begun(id)
    return id
  }

  /** The bytes of an upload that are there; undefined when the relay has given it up. */
  async function offsetOf(id: AttachmentId, signal: AbortSignal): Promise<number | undefined> {
    return await ask(uploadAt(id), { method: 'HEAD' }, signal).then(
      ({ headers }) => Number(headers.get('upload-offset')),
      (error: unknown) => {
        if (error instanceof FailureError && error.failure.kind === 'notFound') return undefined
        throw error
      },
    )
  }

  return {
    upload: async (file, content, uploading) => {
      const { signal, progressed } = uploading
      const { id } = await uploadInParts({
        ...{ uploadId: file.uploadId ?? null, clock, progressed },
        requests: {
          begin: () => begin(file, uploading),
          offsetOf: (of) => offsetOf(of, signal),
          append: async (of, offset, mostBytes) => {
            const body = content.slice(offset, offset + mostBytes)
            const headers = { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) }
            return stateOf(await ask(uploadAt(of), { method: 'PATCH', headers, body }, signal))
          },
        },
      })
      progressed(file.bytes)
      return id
    },
    discard: (id) => {
      // What is not given up here the relay removes after an hour.
      ask(uploadAt(id), { method: 'DELETE', keepalive: true }, new AbortController().signal).then(
        () => undefined,
        () => undefined,
      )
    },
  }
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Undefined where there is no JSON, as in the answer to a HEAD. */
  readonly json: unknown
}

async function read(response: Response): Promise<Answer> {
  const { status, headers } = response
  const text = await response.text()
  return { status, headers, json: await orNone(new Response(text).json()) }
}

function orNone<T>(promise: Promise<T>): Promise<T | undefined> {
  return promise.then(
    (result) => result,
    () => undefined,
  )
}

function stateOf({ json }: Answer) {
  const state = uploadStateSchema.safeParse(json)
  if (state.success) return state.data
  throw new FailureError('unavailable', 'The relay gave an answer that is not valid.')
}

function refusalOf({ json, status }: Answer): FailureKind {
  const refusal = refusalSchema.safeParse(json)
  if (refusal.success) return refusal.data.code
  return status === 404 ? 'notFound' : 'unavailable'
}
