import type { UploadState } from '../../../client/uploadInParts.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { AttachmentId } from '../../../shared/model/files/attachment.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { refusalSchema, refusalToFailure } from '../../../shared/protocol/acknowledgement.ts'
import { atRelay } from '../../../shared/protocol/relayAddress.ts'
import { restPaths, uploadStateSchema } from '../../../shared/protocol/rest.ts'
import type { Own, RestRequestsParts } from './restRequests.ts'

/** A file that is going to be uploaded. */
export interface AnnouncedFile {
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** Files over HTTP. Everything throws `FailureError`: what the relay refuses with, or `offline`, `timeout` or `unavailable`. */
export interface RestFiles {
  readonly begin: (file: AnnouncedFile, own: Own) => Promise<AttachmentId>
  /** The bytes of an own upload that are there; undefined when the relay has given it up. */
  readonly offsetOf: (id: AttachmentId, own: Own) => Promise<number | undefined>
  readonly append: (
    id: AttachmentId,
    part: { readonly offset: number; readonly content: Uint8Array<ArrayBuffer> },
    own: Own,
  ) => Promise<UploadState>
  /** Best effort: never throws. */
  readonly discard: (id: AttachmentId, own: Own) => Promise<void>
  /** Passes the content from a byte on to `take`, as it comes. Resolves at its end. */
  readonly read: (
    id: AttachmentId,
    fromByte: number,
    take: (part: Uint8Array) => Promise<void>,
    own: Own,
  ) => Promise<void>
}

const uploadContentType = 'application/offset+octet-stream'

/** Creates what carries files. A request that says nothing for `requestTimeoutMs` is given up. */
export function createRestFiles({ relayUrl, fetch, clock, requestTimeoutMs }: RestRequestsParts): RestFiles {
  /** Runs `work` over a response. The time runs from the last sign of life, which `work` tells by `alive`. */
  async function over<T>(
    path: string,
    { headers, ...request }: Pick<RequestInit, 'method' | 'body'> & { readonly headers?: Record<string, string> },
    { token, givenUp }: Own,
    work: (response: Response, alive: () => void) => Promise<T>,
  ): Promise<T> {
    const abort = new AbortController()
    let cancel: () => void = () => undefined
    const alive = () => {
      cancel()
      cancel = clock.after(requestTimeoutMs, () => abort.abort())
    }
    alive()
    try {
      const response = await fetch(atRelay(relayUrl, path), {
        ...request,
        headers: { ...headers, authorization: `Bearer ${token}` },
        redirect: 'error',
        signal: AbortSignal.any([abort.signal, givenUp]),
      })
      alive()
      if (!response.ok) throw await refusalOf(response)
      return await work(response, alive)
    } catch (error) {
      if (error instanceof FailureError) throw error
      if (abort.signal.aborted) throw new FailureError('timeout', 'The relay did not answer in time.')
      throw new FailureError('offline', 'The relay cannot be reached.')
    } finally {
      cancel()
    }
  }

  const stateOf = async (response: Response): Promise<UploadState> => {
    const state = uploadStateSchema.safeParse(await response.json().catch(() => undefined))
    if (state.success) return state.data
    throw new FailureError('unavailable', 'What answers at this address is not a relay.')
  }

  return {
    begin: async ({ sessionId, ...file }, own) => {
      const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(file) }
      return (await over(restPaths.attachments(sessionId), request, own, stateOf)).id
    },
    offsetOf: async (id, own) => {
      try {
        return await over(restPaths.attachment(id), { method: 'HEAD' }, own, async ({ headers }) =>
          Number(headers.get('upload-offset')),
        )
      } catch (error) {
        if (error instanceof FailureError && error.failure.kind === 'notFound') return undefined
        throw error
      }
    },
    append: (id, { offset, content }, own) => {
      const headers = { 'content-type': uploadContentType, 'upload-offset': String(offset) }
      return over(restPaths.attachment(id), { method: 'PATCH', headers, body: content }, own, stateOf)
    },
    discard: (id, own) =>
      over(restPaths.attachment(id), { method: 'DELETE' }, own, async () => undefined).catch(() => undefined),
    read: (id, fromByte, take, own) => {
      const headers = { range: `bytes=${fromByte}-` }
      return over(restPaths.attachment(id), { method: 'GET', headers }, own, async ({ status, body }, alive) => {
        if (status !== 206 || !body)
          throw new FailureError('unavailable', 'What answers at this address is not a relay.')
        for await (const part of body) {
          alive()
          await take(part)
        }
      })
    },
  }
}

/** Something that is not the relay, such as a proxy, may stand in between: its response must not end an upload for good. */
async function refusalOf(response: Response): Promise<FailureError> {
  const refusal = refusalSchema.safeParse(await response.json().catch(() => undefined))
  if (refusal.success) {
    const { kind, message } = refusalToFailure(refusal.data)
    return new FailureError(kind, message)
  }
  if (response.status === 404) return new FailureError('notFound', 'The relay does not have this file.')
  return new FailureError('unavailable', 'What answers at this address is not a relay.')
}
