import type { Clock } from '../../src/shared/model/clock.ts'
import type { Entry, EntryBody, MessageBody } from '../../src/shared/model/entry.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { EntryId, SessionId } from '../../src/shared/model/ids.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { Store } from '../store/store.ts'
import { type Access, requireAccess, requireOpen, requireVoice } from './access.ts'
import type { Asker } from './asker.ts'
import type { Availability } from './availability.ts'
import type { KnownSession } from './knownSession.ts'
import type { LogEntry } from './logEntry.ts'
import { requireMaySpeak, requireNotFrozen } from './messageRules.ts'
import type { SessionDirectory } from './sessionDirectory.ts'
import type { Place, SessionUseCases } from './sessionUseCases.ts'
import { treatText } from './treatText.ts'

export interface AmendMessageParts {
  readonly store: Pick<Store, 'log'>
  readonly directory: SessionDirectory
  readonly availability: Pick<Availability, 'isInHours'>
  readonly logEntry: LogEntry
  readonly clock: Pick<Clock, 'now'>
}

interface Amendment {
  readonly id: EntryId
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly target: EntryId
}

type Message = Entry & { readonly body: MessageBody }

/** See `SessionUseCases.editMessage`, `redactMessage` and `reactToMessage`. */
export function createAmendMessage(
  parts: AmendMessageParts,
): Pick<SessionUseCases, 'editMessage' | 'redactMessage' | 'reactToMessage'> {
  const { store, directory, availability, logEntry, clock } = parts

  /** Finds the message, has it checked and logs what is said of it. An amendment that was stored before gets its place again. */
  async function amend(
    asker: Asker,
    { id, sessionId, thread, target }: Amendment,
    check: (message: Message, session: KnownSession, access: Access) => void | Promise<void>,
    bodyOf: (message: Message) => Extract<EntryBody, { readonly targetSeq: number }>,
  ): Promise<Place> {
    const { session, access } = await requireAccess(directory, asker, sessionId, thread)
    const message = await store.log.findInThread({ sessionId, thread, id: target })
    if (message?.body.kind !== 'message')
      throw new FailureError('notFound', 'There is no such message in this session.')
    const found: Message = { ...message, body: message.body }
    const body = bodyOf(found)
    try {
      requireVoice(access)
      await check(found, session, access)
    } catch (error) {
      const earlier = await store.log.find(asker.userId, id)
      const isThis =
        earlier?.sessionId === sessionId && earlier.body.kind === body.kind && earlier.body.target === target
      if (!isThis) throw error
      return { seq: earlier.seq, at: earlier.at }
    }
    const { seq, at } = await logEntry(asker, { id, session, thread, access, body })
    return { seq, at }
  }

  return {
    editMessage: async (asker, edit, treatment) => {
      const text = treatText(edit, treatment)
      return await amend(
        asker,
        edit,
        async (message, session, access) => {
          if (message.senderId !== asker.userId)
            throw new FailureError('forbidden', 'Only the author of a message can edit it.')
          requireNotFrozen(session.record())
          await requireMaySpeak(directory, session, access, availability, clock.now())
          if (message.body.redacted) throw new FailureError('conflict', 'The message was redacted. Send a new one.')
        },
        (message) => ({
          kind: 'edit',
          target: edit.target,
          targetSeq: message.seq,
          text,
          ...(edit.contentEncoding === undefined ? {} : { contentEncoding: edit.contentEncoding }),
        }),
      )
    },
    redactMessage: async (asker, redaction) =>
      await amend(
        asker,
        redaction,
        async (message, session, access) => {
          const isModerator = access.role === 'support' || access.role === 'admin'
          if (message.senderId !== asker.userId && !isModerator)
            throw new FailureError(
              'forbidden',
              'Only the author of a message, support and administrators can redact it.',
            )
          requireNotFrozen(session.record())
          // Staff may have to take back what went to the wrong patient after the session was closed.
          if (access.role === 'patient') await requireOpen(directory, session, clock.now())
          if (message.body.redacted) throw new FailureError('conflict', 'The message was redacted before.')
        },
        (message) => ({
          kind: 'redaction',
          target: redaction.target,
          targetSeq: message.seq,
          ...(redaction.reason === undefined ? {} : { reason: redaction.reason }),
        }),
      ),
    reactToMessage: async (asker, reaction) =>
      await amend(
        asker,
        reaction,
        async (message, session) => {
          await requireOpen(directory, session, clock.now())
          if (message.body.redacted) throw new FailureError('conflict', 'The message was redacted.')
        },
        (message) => ({
          kind: 'reaction',
          target: reaction.target,
          targetSeq: message.seq,
          emoji: reaction.emoji,
          on: reaction.on,
        }),
      ),
  }
}
