import type { Clock } from '../../src/shared/model/clock.ts'
import type { EntryBody } from '../../src/shared/model/entry.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import { threadsVisibleTo } from '../../src/shared/model/thread.ts'
import type { SessionPut } from '../../src/shared/protocol/rest.ts'
import type { SessionRecord, Store } from '../store/store.ts'
import type { createApplyChange } from './applyChange.ts'
import type { Publish } from './news.ts'
import type { SessionDirectory } from './sessionDirectory.ts'
import type { SessionUseCases } from './sessionUseCases.ts'
import { viewSession } from './viewSession.ts'

export interface PutSessionParts {
  readonly store: Pick<Store, 'sessions' | 'users' | 'watermarks'>
  readonly directory: SessionDirectory
  readonly publish: Publish
  readonly apply: ReturnType<typeof createApplyChange>
  readonly clock: Pick<Clock, 'now'>
  /** Forgets the hours of a user whose account was put. */
  readonly forgetHours: (userId: UserId) => void
}

/** See `SessionUseCases.putSession` and `userChanged`. Changes to sessions happen one after the other. */
export function createPutSession(parts: PutSessionParts): Pick<SessionUseCases, 'putSession' | 'userChanged'> {
  const { store, directory, publish, apply, clock, forgetHours } = parts

  return {
    putSession: async (asker, id, put) => {
      if (asker.role !== 'admin') throw new FailureError('forbidden', 'Only administrators change sessions.')
      const ids = put.participants.map(({ userId }) => userId)
      if (new Set(ids).size !== ids.length)
        throw new FailureError('invalid', 'A user can take part in a session only once.')
      const accounts = new Map((await store.users.findMany(ids)).map((user) => [user.id, user.name]))
      const { session, watermarks } = await apply(asker, id, (previous) => {
        const next = recordOf(id, put, previous, accounts, clock.now())
        return { next, entries: entriesOfChange(previous, next).map((body) => ({ body })) }
      })
      return viewSession(session, watermarks, threadsVisibleTo(asker.role))
    },
    userChanged: (userId) => {
      forgetHours(userId)
      return apply.inTurn(async () => {
        for (const record of await store.sessions.list({ participant: userId })) {
          const known = directory.held(record.id)
          const newName = record.participants.find((participant) => participant.userId === userId)?.name
          if (!known || known.participant(userId)?.name === newName) continue
          const watermarks = await store.watermarks.of([record.id])
          const session = directory.replace(record, known)
          publish({ kind: 'session', session, watermarks, removed: [], isClosedToSupport: false })
        }
      })
    },
  }
}

function recordOf(
  id: SessionId,
  put: SessionPut,
  previous: SessionRecord | undefined,
  accounts: ReadonlyMap<UserId, string>,
  nowMs: number,
): SessionRecord {
  const earlier = new Map(previous?.participants.map((participant) => [participant.userId, participant.name]))
  const isThere = (userId: UserId | null | undefined) => put.participants.some((one) => one.userId === userId)
  return {
    id,
    kind: put.kind,
    active: put.active ?? previous?.active ?? true,
    createdAtMs: previous?.createdAtMs ?? nowMs,
    expiresAtMs: put.expiresAt ?? previous?.expiresAtMs ?? null,
    patient: put.patient ?? previous?.patient ?? null,
    claimedBy: isThere(previous?.claimedBy) ? (previous?.claimedBy ?? null) : null,
    dispute: previous?.dispute ?? null,
    escalation: previous?.escalation ?? null,
    participants: put.participants.map(({ userId, role }) => ({
      userId,
      role,
      name: accounts.get(userId) ?? earlier.get(userId) ?? userId,
    })),
  }
}

/** What the care thread is to say of the change, in order. */
function entriesOfChange(previous: SessionRecord | undefined, next: SessionRecord): EntryBody[] {
  const bodies: EntryBody[] = []
  if (!previous) bodies.push({ kind: 'state', change: 'opened' })
  const before = new Map(previous?.participants.map((participant) => [participant.userId, participant]))
  const after = new Map(next.participants.map((participant) => [participant.userId, participant]))
  for (const { userId, name, role } of before.values())
    if (after.get(userId)?.role !== role) bodies.push({ kind: 'membership', userId, name, role, change: 'left' })
  for (const { userId, name, role } of after.values())
    if (before.get(userId)?.role !== role) bodies.push({ kind: 'membership', userId, name, role, change: 'joined' })
  const wasActive = previous?.active ?? true
  if (wasActive && !next.active) bodies.push({ kind: 'state', change: 'closed' })
  if (!wasActive && next.active) bodies.push({ kind: 'state', change: 'reopened' })
  if (previous?.expiresAtMs != null && next.expiresAtMs !== null && next.expiresAtMs > previous.expiresAtMs)
    bodies.push({ kind: 'state', change: 'extended', until: next.expiresAtMs })
  return bodies
}
