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
import type { LogPosition, SessionUseCases } from '../sessionUseCases.ts'
import { requireCanPost, requireNotFrozen } from './messageRules.ts'
import type { StoreEntry } from './storeEntry.ts'

export interface ReviseMessageParts {
  readonly store: Pick<Store, 'log'>
  readonly sessionCache: SessionCache
  readonly availability: Pick<Availability, 'isInHours'>
  readonly storeEntry: StoreEntry
  readonly clock: Pick<Clock, 'now'>
}

/** Request for an entry that changes how an earlier message reads. */
interface RevisionRequest {
  readonly id: EntryId
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly target: EntryId
}

/** A message, and who would change it in which session. */
interface RevisionContext {
  readonly principal: Principal
  readonly message: Entry & { readonly body: MessageBody }
  readonly session: CachedSession
  readonly access: Access
}

interface Revision {
  /** Throws the `FailureError` that refuses it. */
  readonly check: (context: RevisionContext, parts: ReviseMessageParts) => void | Promise<void>
  readonly bodyOf: (targetSeq: number) => AmendmentBody
}

/** See `SessionUseCases.editMessage`, `redactMessage` and `reactToMessage`. */
export function createReviseMessage(
  parts: ReviseMessageParts,
): Pick<SessionUseCases, 'editMessage' | 'redactMessage' | 'reactToMessage'> {
  return {
    editMessage: (principal, request) => {
      const { target, text, contentEncoding } = request
      return storeRevision(parts, principal, request, {
        check: checkEdit,
        bodyOf: (targetSeq) => ({
          kind: 'edit',
          ...{ target, targetSeq, text },
          ...(contentEncoding === undefined ? {} : { contentEncoding }),
        }),
      })
    },
    redactMessage: (principal, request) => {
      const { target, reason } = request
      return storeRevision(parts, principal, request, {
        check: checkRedaction,
        bodyOf: (targetSeq) => ({ kind: 'redaction', target, targetSeq, ...(reason === undefined ? {} : { reason }) }),
      })
    },
    reactToMessage: (principal, request) => {
      const { target, emoji, on } = request
      return storeRevision(parts, principal, request, {
        check: checkReaction,
        bodyOf: (targetSeq) => ({ kind: 'reaction', target, targetSeq, emoji, on }),
      })
    },
  }
}

async function storeRevision(
  parts: ReviseMessageParts,
  principal: Principal,
  { id, sessionId, thread, target }: RevisionRequest,
  { check, bodyOf }: Revision,
): Promise<LogPosition> {
  const { entry } = await parts.storeEntry(principal, {
    id,
    sessionId,
    thread,
    decide: async (session, access) => {
      const found = await parts.store.log.findInThread({ sessionId, thread, id: target })
      if (found?.body.kind !== 'message')
        throw new FailureError('notFound', 'There is no such message in this session.')
      requireTakesPart(access)
      await check({ principal, message: { ...found, body: found.body }, session, access }, parts)
      return bodyOf(found.seq)
    },
    isSameEntry: (earlier) => isAmendment(earlier) && isSameRevision(earlier, bodyOf(earlier.targetSeq)),
  })
  return { seq: entry.seq, at: entry.at }
}

async function checkEdit(
  { principal, message, session, access }: RevisionContext,
  { sessionCache, availability, clock }: ReviseMessageParts,
): Promise<void> {
  if (message.senderId !== principal.userId)
    throw new FailureError('forbidden', 'Only the author of a message can edit it.')
  requireNotFrozen(session.record())
  await requireCanPost(sessionCache, session, access, availability, clock.now())
  if (message.body.redacted) throw new FailureError('conflict', 'The message was redacted. Send a new one.')
}

async function checkRedaction(
  { principal, message, session, access }: RevisionContext,
  { sessionCache, clock }: ReviseMessageParts,
): Promise<void> {
  const isModerator = access.role === 'support' || access.role === 'admin'
  if (message.senderId !== principal.userId && !isModerator)
    throw new FailureError('forbidden', 'Only the author of a message, support and administrators can redact it.')
  requireNotFrozen(session.record())
  // Staff may have to take back what went to the wrong patient after the session was closed.
  if (access.role === 'patient') await requireOpen(sessionCache, session, clock.now())
  if (message.body.redacted) throw new FailureError('conflict', 'The message was redacted before.')
}

async function checkReaction(
  { message, session }: RevisionContext,
  { sessionCache, clock }: ReviseMessageParts,
): Promise<void> {
  await requireOpen(sessionCache, session, clock.now())
  if (message.body.redacted) throw new FailureError('conflict', 'The message was redacted.')
}

/** Returns whether two ask for the same. What was redacted since cannot be compared any more. */
function isSameRevision(earlier: AmendmentBody, asked: AmendmentBody): boolean {
  if (earlier.kind === 'edit' && earlier.redacted) return asked.kind === 'edit' && asked.target === earlier.target
  return isDeepStrictEqual({ ...earlier }, { ...asked })
}
