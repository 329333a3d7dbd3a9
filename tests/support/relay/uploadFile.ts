import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Role } from '../../../src/shared/model/role.ts'
import { uploadStateSchema } from '../../../src/shared/protocol/rest.ts'
import type { StartedRelay } from './start/startedRelay.ts'

export const onePixelPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

export const sha256Of = (content: Buffer): string => createHash('sha256').update(content).digest('hex')

const answerSchema = uploadStateSchema.extend({ code: z.string(), error: z.string() }).partial()

/** Returns the body of the response to a request about an upload. */
export async function answerOf(response: Response): Promise<z.infer<typeof answerSchema>> {
  return answerSchema.parse(await response.json())
}

/** Someone who speaks to the relay over HTTP with a token of their own. */
export interface HttpUser {
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>
  readonly postJson: (path: string, body: object) => Promise<Response>
  readonly begin: (sessionId: string, content: Buffer, more?: object) => Promise<Response>
  readonly patch: (id: string, offset: number, part: Buffer) => Promise<Response>
  /** Begins and sends whole; returns the answer to the last part. */
  readonly upload: (sessionId: string, content: Buffer, more?: object) => Promise<{ id: string; last: Response }>
}

export async function httpUser(
  relay: Pick<StartedRelay, 'url' | 'tokenFor'>,
  userId: string,
  role: Role,
): Promise<HttpUser> {
  const authorization = `Bearer ${await relay.tokenFor(userId, role)}`
  const call = (path: string, init: RequestInit = {}) =>
    fetch(relay.url + path, { ...init, headers: { authorization, ...init.headers } })
  const postJson = (path: string, body: object) =>
    call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const begin = (sessionId: string, content: Buffer, more: object = {}) =>
    postJson(`/api/sessions/${sessionId}/attachments`, {
      name: 'a file.png',
      bytes: content.length,
      sha256: sha256Of(content),
      ...more,
    })
  const patch = (id: string, offset: number, part: Buffer) =>
    call(`/api/attachments/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
      body: new Uint8Array(part),
    })
  return {
    fetch: call,
    postJson,
    begin,
    patch,
    upload: async (sessionId, content, more) => {
      const begun = await begin(sessionId, content, more)
      const { id = 'none' } = await answerOf(begun)
      return { id, last: await patch(id, 0, content) }
    },
  }
}
