import { isDeepStrictEqual } from 'node:util'
import type { Change } from '../../../src/shared/model/changes/messageChange.ts'
import { changeRefusal } from '../../../src/shared/model/changes/messageRights.ts'
import type { Entry, MessageBody } from '../../../src/shared/model/entry.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { EntryId, SessionId } from '../../../src/shared/model/ids.ts'
import { type AmendmentBody, isAmendment } from '../../../src/shared/model/messageView.ts'
import { hasVisibleText } from '../../../src/shared/model/text/visibleText.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import type { Store } from '../../store/store.ts'
import { type Access, closedFailure, isOpen, requireTakesPart } from '../access/access.ts'
import type { Principal } from '../access/principal.ts'
import type { Availability } from '../availability/availability.ts'
import type { CachedSession } from '../cache/cachedSession.ts'
import type { SessionCache } from '../cache/sessionCache.ts'
import type { LogPosition, SessionUseCases } from '../sessionUseCases.ts'
import { requireCanPost } from './messageRules.ts'
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
  readonly kind: Change['kind']
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
        kind: 'edit',
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
        kind: 'redaction',
        bodyOf: (targetSeq) => ({
          kind: 'redaction',
          ...{ target, targetSeq },
          // What is taken away is gone at once: a reason of nothing to see is none, and no ground to refuse.
          ...(reason !== undefined && hasVisibleText(reason) ? { reason } : {}),
        }),
      })
    },
    reactToMessage: (principal, request) => {
      const { target, emoji, on } = request
      return storeRevision(parts, principal, request, {
        kind: 'reaction',
        bodyOf: (targetSeq) => ({ kind: 'reaction', target, targetSeq, emoji, on }),
      })
    },
  }
}

async function storeRevision(
  parts: ReviseMessageParts,
  principal: Principal,
  { id, sessionId, thread, target }: RevisionRequest,
  { kind, bodyOf }: Revision,
): Promise<LogPosition> {
  const { entry } = await parts.storeEntry(principal, {
    id,
    sessionId,
    thread,
    decide: async (session, access) => {
      const found = await parts.store.log.findInThread({ sessionId, thread, id: target })
      if (found?.body.kind !== 'message')
        throw new FailureError('notFound', 'There is no such message in this session.')
      await requireMayChange(kind, { principal, message: { ...found, body: found.body }, session, access }, parts)
      return bodyOf(found.seq)
    },
    isSameEntry: (earlier) => isAmendment(earlier) && isSameRevision(earlier, bodyOf(earlier.targetSeq)),
  })
  return { seq: entry.seq, at: entry.at }
}

/** Throws the `FailureError` that refuses a change of a message. */
async function requireMayChange(
  kind: Change['kind'],
  { principal, message, session, access }: RevisionContext,
  { sessionCache, availability, clock }: ReviseMessageParts,
): Promise<void> {
  const nowMs = clock.now()
  const isOpenNow = await isOpen(sessionCache, session, nowMs)
  const refusal = changeRefusal(kind, {
    isAuthor: message.senderId === principal.userId,
    role: access.role,
    isParticipant: access.isParticipant,
    isOpen: isOpenNow,
    isFrozen: session.record().dispute !== null,
    isRedacted: message.body.redacted === true,
  })
  if (refusal === 'looksOn') requireTakesPart(access)
  if (refusal === 'closed') throw closedFailure(session, nowMs)
  if (refusal !== null && refusal !== 'looksOn') throw refusals[refusal](kind)
  if (kind === 'edit') await requireCanPost(sessionCache, session, access, availability, nowMs)
}

const redactedTexts = {
  edit: 'The message was redacted. Send a new one.',
  redaction: 'The message was redacted before.',
  reaction: 'The message was redacted.',
} as const

/** The refusals that are of the message, and not of the session. */
const refusals = {
  notTheirs: (kind: Change['kind']) =>
    new FailureError(
      'forbidden',
      kind === 'edit'
        ? 'Only the author of a message can edit it.'
        : 'Only the author of a message, support and administrators can redact it.',
    ),
  frozen: () =>
    new FailureError(
      'frozen',
      'The session is in dispute. Messages cannot be edited or redacted until it is resolved.',
    ),
  redacted: (kind: Change['kind']) => new FailureError('conflict', redactedTexts[kind]),
} as const

/** Returns whether two ask for the same. What was redacted since cannot be compared any more. */
function isSameRevision(earlier: AmendmentBody, asked: AmendmentBody): boolean {
  if (earlier.kind === 'edit' && earlier.redacted) return asked.kind === 'edit' && asked.target === earlier.target
  return isDeepStrictEqual({ ...earlier }, { ...asked })
}
