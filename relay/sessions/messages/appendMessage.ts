import type { EntryBody, MessageBody } from '../../../src/shared/model/entry.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { Attachment, AttachmentId } from '../../../src/shared/model/files/attachment.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import type { UpRequest } from '../../../src/shared/protocol/up.ts'
import type { Store } from '../../store/store.ts'
import type { Principal } from '../access/principal.ts'
import type { Availability } from '../availability/availability.ts'
import type { SessionCache } from '../cache/sessionCache.ts'
import type { SessionUseCases, StoredMessage } from '../sessionUseCases.ts'
import { requireCanPost } from './messageRules.ts'
import type { StoredEntry, StoreEntry } from './storeEntry.ts'

/**
 * The attachments with these ids, in their order. Refuses with `FailureError('notFound')` one that is not whole, was not found
 * harmless, or was not uploaded by the principal to this thread; with `conflict` one that another message carries, and with
 * `invalid` one that a message of this type cannot carry.
 */
export type FindAttachments = (
  principal: Principal,
  message: Pick<UpRequest<'message:send'>, 'id' | 'sessionId' | 'thread' | 'type'>,
  ids: readonly AttachmentId[],
) => Promise<readonly Attachment[]>

export interface AppendMessageParts {
  readonly store: Pick<Store, 'log'>
  readonly sessionCache: SessionCache
  readonly availability: Pick<Availability, 'isInHours'>
  readonly storeEntry: StoreEntry
  readonly findAttachments: FindAttachments
  readonly clock: Pick<Clock, 'now'>
}

/** See `SessionUseCases.appendMessage`. */
export function createAppendMessage(parts: AppendMessageParts): SessionUseCases['appendMessage'] {
  const { store, sessionCache, availability, storeEntry, findAttachments, clock } = parts

  async function requireMessage(of: Parameters<Store['log']['findInThread']>[0]): Promise<void> {
    const found = await store.log.findInThread(of)
    if (found?.body.kind !== 'message')
      throw new FailureError('notFound', 'There is no such message in this thread to reply to.')
  }

  return async (principal, message) => {
    const { id, sessionId, thread, type, text, contentEncoding, replyTo } = message
    const stored = await storeEntry(principal, {
      id,
      sessionId,
      thread,
      decide: async (session, access) => {
        await requireCanPost(sessionCache, session, access, availability, clock.now())
        if (replyTo !== undefined) await requireMessage({ sessionId, thread, id: replyTo })
        const attachments = message.attachments && (await findAttachments(principal, message, message.attachments))
        return {
          kind: 'message',
          type,
          text,
          ...(contentEncoding === undefined ? {} : { contentEncoding }),
          ...(attachments === undefined ? {} : { attachments: [...attachments] }),
          ...(replyTo === undefined ? {} : { replyTo }),
        }
      },
      isSameEntry: (earlier) => isSameMessage(earlier, { ...message, attached: message.attachments ?? [] }),
    })
    if (!isMessage(stored)) throw new FailureError('internal', 'The relay lost track of a message.')
    return stored
  }
}

function isMessage(stored: StoredEntry): stored is StoredMessage {
  return stored.entry.body.kind === 'message'
}

function isSameMessage(
  body: EntryBody,
  sent: {
    readonly type: MessageBody['type']
    readonly text: string
    readonly replyTo?: MessageBody['replyTo']
    readonly contentEncoding?: MessageBody['contentEncoding']
    readonly attached: readonly AttachmentId[]
  },
): boolean {
  if (body.kind !== 'message') return false
  if (body.redacted) return true
  return (
    body.type === sent.type &&
    body.text === sent.text &&
    body.replyTo === sent.replyTo &&
    body.contentEncoding === sent.contentEncoding &&
    (body.attachments ?? []).map(({ id }) => id).join() === sent.attached.join()
  )
}
