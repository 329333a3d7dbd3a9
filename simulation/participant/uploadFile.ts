import { createHash } from 'node:crypto'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { AttachmentId } from '../../src/shared/model/files/attachment.ts'
import type { SessionId } from '../../src/shared/model/ids.ts'
import { atRelay } from '../../src/shared/protocol/relayAddress.ts'
import { type AttachmentPost, uploadStateSchema } from '../../src/shared/protocol/rest.ts'
import type { ParticipantConnectionParts } from './participantConnection.ts'

/** Brings a file to a session in one part and returns its id. Rejects with a `FailureError` when the relay is away, or refuses. */
export async function uploadFile(
  { relayUrl, getToken }: Pick<ParticipantConnectionParts, 'relayUrl' | 'getToken'>,
  sessionId: SessionId,
  file: { readonly name: string; readonly content: Uint8Array },
): Promise<AttachmentId> {
  async function ask(path: string, init: RequestInit) {
    const headers = { ...init.headers, authorization: `Bearer ${await getToken()}` }
    const answer = await fetch(atRelay(relayUrl, path), { ...init, headers }).catch(() => {
      throw new FailureError('offline', `There is no relay at ${relayUrl}.`)
    })
    const state = uploadStateSchema.safeParse(await answer.json())
    if (!answer.ok || !state.success) throw new FailureError('unavailable', `The relay answered ${path} otherwise.`)
    return state.data
  }
  const body: AttachmentPost = {
    thread: 'care',
    name: file.name,
    bytes: file.content.length,
    sha256: createHash('sha256').update(file.content).digest('hex'),
  }
  const { id } = await ask(`/api/sessions/${encodeURIComponent(sessionId)}/attachments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const { attachment } = await ask(`/api/attachments/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' },
    body: new Uint8Array(file.content),
  })
  if (!attachment) throw new FailureError('unavailable', 'The relay has not taken the whole file.')
  return attachment.id
}
