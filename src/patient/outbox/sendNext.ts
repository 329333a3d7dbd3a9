import type { RelaySocket } from '../../client/relaySocket.ts'
import type { MessageType } from '../../shared/model/entry.ts'
import type { OutgoingFile, OwnInvitation } from '../store/keptRows.ts'
import { isWhole, type OwnMessage, type OwnMessages } from './ownMessages.ts'
import type { Refusals } from './refusals.ts'
import type { Step } from './retryLoop.ts'

export interface SendingParts {
  readonly own: OwnInvitation
  readonly messages: OwnMessages
  readonly refusals: Refusals
  /** Returns the socket to send by, while there is a connection and the session is open. */
  readonly socket: () => RelaySocket | undefined
  /** Does something with a message that no other tab does at the same time. */
  readonly withLock: <T>(name: string, task: () => Promise<T>) => Promise<T>
}

/** Sends the first unsent message of which the relay has all files. */
export async function sendNext(parts: SendingParts): Promise<Step> {
  const { messages } = parts
  const message = messages.nextUnsent(isWhole)
  if (!message || !parts.socket()) return 'idle'
  if (message.files.length === 0) return await send(parts, message)
  return await parts.withLock(message.id, async () => {
    const now = await messages.reread(message.id)
    if (!now || !isWhole(now)) return 'done'
    const tried = { ...now, isTried: true } as const
    await messages.change(tried)
    return await send(parts, tried)
  })
}

async function send({ own, messages, refusals, socket }: SendingParts, message: OwnMessage): Promise<Step> {
  const reply = await socket()?.request('message:send', requestOf(message, own))
  if (!reply) return 'idle'
  if (reply.outcome !== 'answered') return await refusals.take(message, reply.failure.kind)
  await messages.markSent(message)
  return 'done'
}

function requestOf({ id, text, files }: OwnMessage, { sessionId }: OwnInvitation) {
  const attachments = files.flatMap(({ uploadId }) => uploadId ?? [])
  const request = { id, sessionId, thread: 'care', type: typeOf(files), text } as const
  return attachments.length === 0 ? request : { ...request, attachments }
}

function typeOf(files: readonly OutgoingFile[]): MessageType {
  if (files.length === 0) return 'text'
  return files.every(({ mediaType }) => mediaType.startsWith('image/')) ? 'image' : 'document'
}
