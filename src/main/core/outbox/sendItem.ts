import type { Reply } from '../../../client/reply.ts'
import { typeCarrying } from '../../../shared/model/files/mediaTypes.ts'
import type { OutboxAmendment, OutboxItem } from '../../storage/outboxStore.ts'
import type { Transport } from '../link/transport.ts'

/** Reply of the relay to what the outbox sends. */
export type OutboxReply = Reply<'message:send' | 'message:edit' | 'message:redact' | 'message:react'>

/** Returns whether a transport can carry an item: REST has no requests for what is said of a message. */
export function canCarry({ via }: Pick<Transport, 'via'>, { kind }: OutboxItem): boolean {
  return via === 'socket' || kind === 'message'
}

/** Returns whether an item has all that it carries at the relay. */
export function isWhole(item: OutboxItem): boolean {
  return item.kind === 'amendment' || item.files.every(({ state }) => state.kind === 'uploaded')
}

/** Returns whether what was written after an item does not wait for its files: they do not go on for now. */
export function isHeldUp(item: OutboxItem): boolean {
  return item.kind === 'message' && item.files.some(({ state }) => state.kind === 'uploading' && state.heldUp !== null)
}

/** Sends one item, under the same id with each attempt. */
export function sendItem(over: Transport, item: OutboxItem): Promise<OutboxReply> {
  if (item.kind === 'amendment') return sendAmendment(over, item)
  const { id, sessionId, thread, text, replyTo } = item
  const attachments = item.files.flatMap(({ attachment }) => attachment?.id ?? [])
  const type = typeCarrying(item.files.map(({ mediaType }) => mediaType))
  const carried = attachments.length > 0 ? { type, attachments } : {}
  return over.request('message:send', { id, sessionId, thread, text, ...carried, ...(replyTo !== null && { replyTo }) })
}

function sendAmendment(over: Transport, { id, sessionId, thread, target, change }: OutboxAmendment) {
  const about = { id, sessionId, thread, target }
  switch (change.kind) {
    case 'edit':
      return over.request('message:edit', { ...about, text: change.text })
    case 'redaction':
      return over.request('message:redact', { ...about, ...(change.reason !== undefined && { reason: change.reason }) })
    case 'reaction':
      return over.request('message:react', { ...about, emoji: change.emoji, on: change.on })
  }
}
