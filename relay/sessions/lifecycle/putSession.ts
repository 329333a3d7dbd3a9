import type { EntryBody } from '../../../src/shared/model/entry.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import { threadsVisibleTo } from '../../../src/shared/model/thread.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import type { SessionPut } from '../../../src/shared/protocol/rest.ts'
import type { UserRecord } from '../../store/accounts/userStore.ts'
import type { SessionRecord, SessionState } from '../../store/sessions/sessionRecord.ts'
import type { Store } from '../../store/store.ts'
import type { SessionCache } from '../cache/sessionCache.ts'
import { type Publish, sessionEvent } from '../sessionEvents.ts'
import type { SessionUseCases } from '../sessionUseCases.ts'
import { viewSession } from '../viewSession.ts'
import type { ApplyChange } from './applyChange.ts'
import type { SerializeById } from './serializeById.ts'

export interface PutSessionParts {
  readonly store: Pick<Store, 'sessions' | 'users' | 'watermarks'>
  readonly sessionCache: SessionCache
  readonly publish: Publish
  readonly apply: ApplyChange
  readonly serialize: SerializeById<SessionId>
  readonly clock: Pick<Clock, 'now'>
  /** Forgets the hours of a user whose account was put. */
  readonly forgetHours: (userId: UserId) => void
}

/** See `SessionUseCases.putSession` and `userChanged`. Changes of one session happen one after the other. */
export function createPutSession(parts: PutSessionParts): Pick<SessionUseCases, 'putSession' | 'userChanged'> {
  const { store, sessionCache, publish, apply, serialize, clock, forgetHours } = parts

  return {
    putSession: async (principal, id, put) => {
      if (principal.role !== 'admin') throw new FailureError('forbidden', 'Only administrators change sessions.')
      const ids = put.participants.map(({ userId }) => userId)
      if (new Set(ids).size !== ids.length)
        throw new FailureError('invalid', 'A user can take part in a session only once.')
      const applied = await apply({
        id,
        accountsOf: ids,
        decide: (previous, accounts, names) => {
          const next = recordOf({ id, put, previous, accounts, names, nowMs: clock.now() })
          return { next, sender: principal, entries: entriesOfChange(previous, next).map((body) => ({ body })) }
        },
      })
      if (applied.outcome === 'repeated') throw new FailureError('internal', 'The relay lost track of a change.')
      return viewSession(applied.session, applied.watermarks, threadsVisibleTo(principal.role))
    },
    userChanged: async (userId) => {
      forgetHours(userId)
      for (const { id } of await store.sessions.list({ participant: userId }))
        await serialize(id, async () => {
          const record = await store.sessions.find(id)
          const known = sessionCache.peek(id)
          const newName = record?.participants.find((participant) => participant.userId === userId)?.name
          if (!record || !known || known.participant(userId)?.name === newName) return
          const watermarks = await store.watermarks.of([id])
          const session = sessionCache.rename(record)
          if (session) publish(sessionEvent(session, { watermarks }), session)
        })
    },
  }
}

function recordOf({
  id,
  put,
  previous,
  accounts,
  names,
  nowMs,
}: {
  readonly id: SessionId
  readonly put: SessionPut
  readonly previous: SessionRecord | undefined
  readonly accounts: ReadonlyMap<UserId, Pick<UserRecord, 'name'>>
  readonly names: ReadonlyMap<UserId, string>
  readonly nowMs: number
}): SessionState {
  const earlier = new Map(previous?.participants.map((participant) => [participant.userId, participant]))
  const nameFor = (userId: UserId) => {
    const before = earlier.get(userId)?.name
    // What the session knows of somebody goes before what others do, unless it is the id alone.
    return accounts.get(userId)?.name ?? (before === userId ? undefined : before) ?? names.get(userId) ?? userId
  }
  const active = put.active ?? previous?.active ?? true
  const attemptOf = (userId: UserId) => {
    const triedAtMs = earlier.get(userId)?.triedAtMs
    return active || triedAtMs === undefined ? {} : { triedAtMs }
  }
  // Whoever leaves, or returns in another role, loses the claim, and an escalation ends with the session. Readers of the log conclude both.
  const claimer = previous?.participants.find(({ userId }) => userId === previous.claimedBy)
  const keepsClaim = put.participants.some(({ userId, role }) => userId === claimer?.userId && role === claimer.role)
  const isClosing = previous?.active === true && !active
  return {
    id,
    kind: put.kind,
    active,
    createdAtMs: previous?.createdAtMs ?? nowMs,
    expiresAtMs: put.expiresAt ?? previous?.expiresAtMs ?? null,
    patient: put.patient ?? previous?.patient ?? null,
    claimedBy: keepsClaim ? (previous?.claimedBy ?? null) : null,
    dispute: previous?.dispute ?? null,
    escalation: isClosing ? null : (previous?.escalation ?? null),
    later: previous?.later ?? null,
    participants: put.participants.map(({ userId, role }) => ({
      userId,
      role,
      name: nameFor(userId),
      ...attemptOf(userId),
    })),
  }
}

/** Returns the entries of the care thread that record the change, in order. */
function entriesOfChange(previous: SessionRecord | undefined, next: SessionState): EntryBody[] {
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
