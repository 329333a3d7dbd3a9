import type { EntryBody } from '../../../src/shared/model/entry.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { type EntryId, entryIdSchema, type UserId, userIdSchema } from '../../../src/shared/model/ids.ts'
import { threadsVisibleTo } from '../../../src/shared/model/thread.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import type { SessionPost } from '../../../src/shared/protocol/rest.ts'
import type { ParticipantRecord, SessionState } from '../../store/sessions/sessionRecord.ts'
import type { Store } from '../../store/store.ts'
import { requireAccess } from '../access/access.ts'
import type { SessionCache } from '../cache/sessionCache.ts'
import type { SessionUseCases } from '../sessionUseCases.ts'
import { viewSession } from '../viewSession.ts'
import type { ApplyChange } from './applyChange.ts'

export interface OpenSessionParts {
  readonly store: Pick<Store, 'watermarks'>
  readonly sessionCache: SessionCache
  readonly apply: ApplyChange
  readonly clock: Pick<Clock, 'now'>
  readonly newEntryId: () => EntryId
}

/** See `SessionUseCases.openSession`. The entry that opens the session has its id: by it the same request is known again, and whose it was. */
export function createOpenSession(parts: OpenSessionParts): SessionUseCases['openSession'] {
  const { store, sessionCache, apply, clock, newEntryId } = parts

  return async (principal, post) => {
    const { id, patient } = post
    if (principal.role !== 'clinician')
      throw new FailureError('forbidden', 'Only clinicians open sessions of their own.')
    const opening = entryIdSchema.parse(id)
    await apply({
      id,
      accountsOf: [principal.userId],
      request: { id: opening, senderId: principal.userId, asks: asksOf(post) },
      decide: (current, accounts) => {
        if (current)
          throw new FailureError('conflict', 'id: there is a session with this id already. Ask with a new one.')
        const { userId } = principal
        const clinician = { userId, name: accounts.get(userId)?.name ?? principal.name, role: 'clinician' } as const
        const newcomer = { userId: newUserId(newEntryId), name: patient.name, role: 'patient' } as const
        return {
          next: openedFor(post, clinician, newcomer, clock.now()),
          sender: { ...clinician },
          entries: [
            { id: opening, body: { kind: 'state', change: 'opened' } },
            ...[clinician, newcomer].map((one) => ({ body: joined(one) })),
            { body: { kind: 'state', change: 'claimed' } },
          ],
        }
      },
    })
    // Of one that was opened before, as it is by now, and only to who may still see it.
    const { session } = await requireAccess(sessionCache, principal, id, 'care')
    return viewSession(session, await store.watermarks.of([id]), threadsVisibleTo('clinician'))
  }
}

/** The patient is nobody whom the relay knows: whoever chose the id could choose that of somebody else. */
function newUserId(newEntryId: () => EntryId): UserId {
  return userIdSchema.parse(newEntryId())
}

function openedFor(
  { id, kind, patient }: SessionPost,
  clinician: ParticipantRecord,
  newcomer: ParticipantRecord,
  nowMs: number,
): SessionState {
  return {
    ...{ id, kind, active: true, createdAtMs: nowMs, expiresAtMs: null, patient },
    ...{ claimedBy: clinician.userId, dispute: null, escalation: null, later: null, followUps: [] },
    participants: [clinician, newcomer],
  }
}

function joined({ userId, name, role }: ParticipantRecord): EntryBody {
  return { kind: 'membership', userId, name, role, change: 'joined' }
}

/** The whole request as text. */
function asksOf({ kind, patient: { name, birthDate, sex, mrn } }: SessionPost): string {
  return JSON.stringify({ kind: 'open', of: [kind, name, birthDate, sex, mrn] })
}
