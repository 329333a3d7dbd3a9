import type { Attachment, AttachmentId } from '../../src/shared/model/attachment.ts'
import type { Clock } from '../../src/shared/model/clock.ts'
import type { Entry, MessageBody } from '../../src/shared/model/entry.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { UpRequest } from '../../src/shared/protocol/up.ts'
import type { Store } from '../store/store.ts'
import { requireAccess } from './access.ts'
import type { Asker } from './asker.ts'
import type { Availability } from './availability.ts'
import type { LogEntry } from './logEntry.ts'
import { requireMaySpeak } from './messageRules.ts'
import type { SessionDirectory } from './sessionDirectory.ts'
import type { SessionUseCases } from './sessionUseCases.ts'
import { treatText } from './treatText.ts'

/**
 * The attachments with these ids, in their order. Refuses with `FailureError('notFound')` one that is not whole, was not found
 * harmless, or was not uploaded by the asker to this thread; with `conflict` one that another message carries, and with
 * `invalid` one that a message of this type cannot carry.
 */
export type FindAttachments = (
  asker: Asker,
  message: Pick<UpRequest<'message:send'>, 'id' | 'sessionId' | 'thread' | 'type'>,
  ids: readonly AttachmentId[],
) => Promise<readonly Attachment[]>

export interface AppendMessageParts {
  readonly store: Pick<Store, 'log'>
  readonly directory: SessionDirectory
  readonly availability: Pick<Availability, 'isInHours'>
  readonly logEntry: LogEntry
  readonly findAttachments: FindAttachments
  readonly clock: Pick<Clock, 'now'>
}

/** See `SessionUseCases.appendMessage`. */
export function createAppendMessage(parts: AppendMessageParts): SessionUseCases['appendMessage'] {
  const { store, directory, availability, logEntry, findAttachments, clock } = parts

  async function requireMessage(of: Parameters<Store['log']['findInThread']>[0]): Promise<void> {
    const found = await store.log.findInThread(of)
    if (found?.body.kind !== 'message')
      throw new FailureError('notFound', 'There is no such message in this thread to reply to.')
  }

  return async (asker, message, treatment) => {
    const { id, sessionId, thread, type, contentEncoding, replyTo } = message
    const text = treatText(message, treatment)
    try {
      const { session, access } = await requireAccess(directory, asker, sessionId, thread)
      await requireMaySpeak(directory, session, access, availability, clock.now())
      if (replyTo !== undefined) await requireMessage({ sessionId, thread, id: replyTo })
      const attachments = message.attachments && (await findAttachments(asker, message, message.attachments))
      const body: MessageBody = {
        kind: 'message',
        type,
        text,
        ...(contentEncoding === undefined ? {} : { contentEncoding }),
        ...(attachments === undefined ? {} : { attachments: [...attachments] }),
        ...(replyTo === undefined ? {} : { replyTo }),
      }
      const entry = await logEntry(asker, { id, session, thread, access, body })
      return { id: entry.id, seq: entry.seq, at: entry.at }
    } catch (error) {
      // The first attempt may have been stored before the rules came to say no; its sender is then still owed the answer.
      if (!(error instanceof FailureError) || !lateKinds.has(error.failure.kind)) throw error
      const earlier = await store.log.find(asker.userId, id)
      const attached = message.attachments ?? []
      const isThis =
        earlier?.sessionId === sessionId &&
        earlier.thread === thread &&
        isSameMessage(earlier, { ...message, text, attached })
      if (!earlier || !isThis) throw error
      return { id: earlier.id, seq: earlier.seq, at: earlier.at }
    }
  }
}

const lateKinds: ReadonlySet<string> = new Set(['sessionClosed', 'notFound', 'outsideHours', 'forbidden'])

function isSameMessage(
  { body }: Entry,
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
