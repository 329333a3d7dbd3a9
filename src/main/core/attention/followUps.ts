import type { ServerTime } from '../../../client/serverTime.ts'
import type { CommandRequest, Handlers } from '../../../shared/ipc/commands.ts'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import {
  type FollowUp,
  type FollowUpChange,
  leastFollowUpMs,
  mostFollowUpMs,
  mostFollowUps,
  withFollowUpChange,
} from '../../../shared/model/followUp.ts'
import type { EntryId, UserId } from '../../../shared/model/ids.ts'
import { isStaff } from '../../../shared/model/role.ts'
import type { FollowUpRequest } from '../../storage/followUpStore.ts'
import type { StoredSession } from '../../storage/sessionStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { Commit } from '../log/commit.ts'
import type { Log } from '../runtime/log.ts'
import { createRequestSender, type RequestSenderParts } from './requestSender.ts'

export interface FollowUpParts extends RequestSenderParts {
  readonly storage: Pick<StorageReader, 'sessions' | 'followUps'>
  readonly commit: Pick<Commit, 'queueFollowUp' | 'concludeFollowUp' | 'refuseFollowUp' | 'asOfNow' | 'hasChangedSince'>
  readonly serverTime: Pick<ServerTime, 'now'>
  readonly log: Pick<Log, 'info'>
  readonly self: () => UserId
}

/** Creates what sets and changes follow-ups for a person here: on the disk first, in force from then on, and at the relay when that can be reached. */
export function createFollowUps(parts: FollowUpParts) {
  const { storage, commit, serverTime, self } = parts

  /** Keeps what was to be followed up, for its person to see; else what the relay has goes on to hold. */
  function refuse(request: FollowUpRequest, failure: FollowUpRequest['failure'] & object): void {
    const { sessionId, change } = request
    parts.log.info({ sessionId, kind: failure.kind }, 'a follow-up could not be set or changed')
    if (change.kind === 'set' && storage.sessions.find(sessionId)) commit.refuseFollowUp(request, failure)
    else commit.concludeFollowUp(request, null)
  }

  const sender = createRequestSender<FollowUpRequest>(parts, {
    queued: storage.followUps.queued,
    ask: (over, { id, sessionId, change }) => over.request('session:followUp', { id, sessionId, change }),
    conclude: (request, isNewest) => {
      const { followUps = [] } = storage.sessions.find(request.sessionId) ?? {}
      const after = isNewest ? withRequest(followUps, request, self()) : undefined
      commit.concludeFollowUp(request, after ?? null)
    },
    refuse,
  })

  /** Throws `notFound`, `forbidden`, `sessionClosed`, `conflict`, `invalid`, or `diskFull` with nothing changed. */
  function change({ id, sessionId, change: wanted }: CommandRequest<'changeFollowUp'>): void {
    const session = storage.sessions.find(sessionId)
    if (!session) throw new FailureError('notFound', 'There is no such session.')
    const requests = storage.followUps.of(sessionId)
    const refused = requests.find((one) => one.failure && 'followUp' in wanted && one.id === wanted.followUp)
    if (refused) {
      if (wanted.kind !== 'remove') throw new FailureError('conflict', 'The relay does not have this follow-up.')
      commit.concludeFollowUp(refused, null)
      return
    }
    const nowMs = serverTime.now()
    requireOwn(session, self())
    if (!session.active) throw new FailureError('sessionClosed', 'The session is closed.')
    requireFitting(followUpsOf(session, requests, self()), wanted, nowMs)
    commit.queueFollowUp({ id, sessionId, change: wanted, askedAt: nowMs })
    sender.send(id)
  }

  return {
    handlers: {
      changeFollowUp: async (request) => {
        change(request)
        return {}
      },
    } satisfies Partial<Handlers>,
    onTransport: sender.retryAllNow,
    close: sender.close,
  }
}

/**
 * Returns what is to be followed up in a session by what the relay has and what this console has asked for since: nothing once it is closed, but for what was
 * refused.
 */
export function followUpsOf(
  { active, followUps = [] }: Pick<StoredSession, 'active' | 'followUps'>,
  requests: readonly FollowUpRequest[],
  self: UserId,
): Omit<SessionSummary['followUps'][number], 'isDue'>[] {
  const queued = requests.filter(({ failure }) => failure === null)
  const touched = new Set<EntryId>(queued.map(({ id, change }) => ('followUp' in change ? change.followUp : id)))
  const stands = queued.reduce<readonly FollowUp[]>(
    (known, request) => withRequest(known, request, self) ?? known,
    followUps,
  )
  const refused = requests.flatMap(({ id, change, askedAt, failure }) =>
    failure && change.kind === 'set'
      ? [{ id, text: change.text, due: change.due, by: self, at: askedAt, isQueued: false, failure }]
      : [],
  )
  return [...(active ? stands.map((one) => ({ ...one, isQueued: touched.has(one.id) })) : []), ...refused]
}

function withRequest(followUps: readonly FollowUp[], { id, change, askedAt }: FollowUpRequest, by: UserId) {
  return withFollowUpChange(followUps, { id, change, by, at: askedAt })
}

function requireOwn({ participants }: StoredSession, own: UserId): void {
  if (!participants.some(({ userId, role }) => userId === own && isStaff(role)))
    throw new FailureError('forbidden', 'Only the staff who take part in a session set its follow-ups.')
}

function requireFitting(known: readonly { readonly id: EntryId }[], wanted: FollowUpChange, nowMs: number): void {
  if ('followUp' in wanted && !known.some(({ id }) => id === wanted.followUp))
    throw new FailureError('conflict', 'This follow-up is done, or was removed.')
  if (wanted.kind === 'set' && known.length >= mostFollowUps)
    throw new FailureError('conflict', 'This session has 20 follow-ups. Remove one first.')
  if (!('due' in wanted)) return
  if (wanted.due - nowMs < leastFollowUpMs)
    throw new FailureError('invalid', 'A follow-up is set for one minute ahead at the least.')
  if (wanted.due - nowMs > mostFollowUpMs)
    throw new FailureError('invalid', 'A follow-up is set for 30 days ahead at the most.')
}
