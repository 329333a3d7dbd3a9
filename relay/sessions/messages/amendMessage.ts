import { isDeepStrictEqual } from 'node:util'
import type { Entry, MessageBody } from '../../../src/shared/model/entry.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { EntryId, SessionId } from '../../../src/shared/model/ids.ts'
import { type AmendmentBody, isAmendment } from '../../../src/shared/model/messageView.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import type { Store } from '../../store/store.ts'
import { type Access, requireOpen, requireTakesPart } from '../access/access.ts'
import type { Principal } from '../access/principal.ts'
import type { Availability } from '../availability/availability.ts'
import type { CachedSession } from '../cache/cachedSession.ts'
import type { SessionCache } from '../cache/sessionCache.ts'
import type { Place, SessionUseCases } from '../sessionUseCases.ts'
import { requireCanPost, requireNotFrozen } from './messageRules.ts'
import type { StoreEntry } from './storeEntry.ts'

export interface AmendMessageParts {
  readonly store: Pick<Store, 'log'>
  readonly directory: SessionCache
  readonly availability: Pick<Availability, 'isInHours'>
  readonly storeEntry: StoreEntry
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
  const { store, directory, availability, storeEntry, clock } = parts

  /** Finds the message, has it checked and logs what is said of it. */
  async function amend(
    principal: Principal,
    { id, sessionId, thread, target }: Amendment,
    check: (message: Message, session: CachedSession, access: Access) => void | Promise<void>,
    bodyOf: (targetSeq: number) => AmendmentBody,
  ): Promise<Place> {
    const { entry } = await storeEntry(principal, {
      id,
      sessionId,
      thread,
      decide: async (session, access) => {
        const message = await store.log.findInThread({ sessionId, thread, id: target })
        if (message?.body.kind !== 'message')
          throw new FailureError('notFound', 'There is no such message in this session.')
        requireTakesPart(access)
        await check({ ...message, body: message.body }, session, access)
        return bodyOf(message.seq)
      },
      isThis: (earlier) => isAmendment(earlier) && isSameAmendment(earlier, bodyOf(earlier.targetSeq)),
    })
    return { seq: entry.seq, at: entry.at }
  }

  return {
    editMessage: async (principal, edit) =>
      await amend(
        principal,
        edit,
        async (message, session, access) => {
          if (message.senderId !== principal.userId)
            throw new FailureError('forbidden', 'Only the author of a message can edit it.')
          requireNotFrozen(session.record())
          await requireCanPost(directory, session, access, availability, clock.now())
          if (message.body.redacted) throw new FailureError('conflict', 'The message was redacted. Send a new one.')
        },
        (targetSeq) => ({
          kind: 'edit',
          target: edit.target,
          targetSeq,
          text: edit.text,
          ...(edit.contentEncoding === undefined ? {} : { contentEncoding: edit.contentEncoding }),
        }),
      ),
    redactMessage: async (principal, redaction) =>
      await amend(
        principal,
        redaction,
        async (message, session, access) => {
          const isModerator = access.role === 'support' || access.role === 'admin'
          if (message.senderId !== principal.userId && !isModerator)
            throw new FailureError(
              'forbidden',
              'Only the author of a message, support and administrators can redact it.',
            )
          requireNotFrozen(session.record())
          // Staff may have to take back what went to the wrong patient after the session was closed.
          if (access.role === 'patient') await requireOpen(directory, session, clock.now())
          if (message.body.redacted) throw new FailureError('conflict', 'The message was redacted before.')
        },
        (targetSeq) => ({
          kind: 'redaction',
          target: redaction.target,
          targetSeq,
          ...(redaction.reason === undefined ? {} : { reason: redaction.reason }),
        }),
      ),
    reactToMessage: async (principal, reaction) =>
      await amend(
        principal,
        reaction,
        async (message, session) => {
          await requireOpen(directory, session, clock.now())
          if (message.body.redacted) throw new FailureError('conflict', 'The message was redacted.')
        },
        (targetSeq) => ({
          kind: 'reaction',
          target: reaction.target,
          targetSeq,
          emoji: reaction.emoji,
          on: reaction.on,
        }),
      ),
  }
}

/** Returns whether two ask for the same. What was redacted since cannot be compared any more. */
function isSameAmendment(earlier: AmendmentBody, asked: AmendmentBody): boolean {
  if (earlier.kind === 'edit' && earlier.redacted) return asked.kind === 'edit' && asked.target === earlier.target
  return isDeepStrictEqual({ ...earlier }, { ...asked })
}
