import type { Clock } from '../../src/shared/model/clock.ts'
import type { EntryBody } from '../../src/shared/model/entry.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { EntryId, SessionId } from '../../src/shared/model/ids.ts'
import { threadsVisibleTo } from '../../src/shared/model/thread.ts'
import type { SessionPut } from '../../src/shared/protocol/rest.ts'
import type { SessionRecord, Store } from '../store/store.ts'
import type { Publish } from './news.ts'
import type { SessionDirectory } from './sessionDirectory.ts'
import type { SessionUseCases } from './sessionUseCases.ts'
import { viewSession } from './viewSession.ts'

export interface PutSessionParts {
  readonly store: Pick<Store, 'sessions' | 'users' | 'watermarks'>
  readonly directory: SessionDirectory
  readonly publish: Publish
  readonly clock: Pick<Clock, 'now'>
  readonly newEntryId: () => EntryId
}

/** See `SessionUseCases.putSession` and `userChanged`. Changes to sessions happen one after the other. */
export function createPutSession(parts: PutSessionParts): Pick<SessionUseCases, 'putSession' | 'userChanged'> {
  const { store, directory, publish, clock, newEntryId } = parts
  let last: Promise<unknown> = Promise.resolve()

  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const result = last.then(change)
    last = result.catch(() => undefined)
    return result
  }

  async function recordOf(id: SessionId, put: SessionPut, previous: SessionRecord | undefined): Promise<SessionRecord> {
    const ids = put.participants.map(({ userId }) => userId)
    if (new Set(ids).size !== ids.length)
      throw new FailureError('invalid', 'A user can take part in a session only once.')
    const accounts = new Map((await store.users.findMany(ids)).map((user) => [user.id, user.name]))
    const earlier = new Map(previous?.participants.map((participant) => [participant.userId, participant.name]))
    return {
      id,
      kind: put.kind,
      active: put.active ?? previous?.active ?? true,
      createdAtMs: previous?.createdAtMs ?? clock.now(),
      expiresAtMs: put.expiresAt ?? previous?.expiresAtMs ?? null,
      patient: put.patient ?? previous?.patient ?? null,
      participants: put.participants.map(({ userId, role }) => ({
        userId,
        role,
        name: accounts.get(userId) ?? earlier.get(userId) ?? userId,
      })),
    }
  }

  return {
    putSession: (asker, id, put) =>
      inTurn(async () => {
        if (asker.role !== 'admin') throw new FailureError('forbidden', 'Only administrators change sessions.')
        const found = await directory.find(id)
        const previous = found?.record()
        const record = await recordOf(id, put, previous)
        const watermarks = await store.watermarks.of([id])
        const outcomes = await store.sessions.put(
          record,
          entriesOfChange(previous, record).map((body) => ({
            id: newEntryId(),
            sessionId: id,
            thread: 'care',
            senderId: asker.userId,
            senderName: asker.name,
            senderRole: asker.role,
            atMs: clock.now(),
            body,
          })),
        )
        // From here to the news nothing is awaited: no one is told of an entry who has not been told of the session.
        const session = directory.replace(record, found)
        const entries = outcomes.flatMap((outcome) => (outcome.outcome === 'appended' ? [outcome.entry] : []))
        for (const entry of entries) session.raiseHead(entry.thread, entry.seq)
        const removed = (previous?.participants ?? [])
          .map(({ userId }) => userId)
          .filter((userId) => !session.participant(userId))
        publish({ kind: 'session', session, watermarks, removed })
        for (const entry of entries) publish({ kind: 'entry', session, entry })
        return viewSession(session, watermarks, threadsVisibleTo(asker.role))
      }),
    userChanged: (userId) =>
      inTurn(async () => {
        for (const record of await store.sessions.list({ participant: userId })) {
          const known = directory.known(record.id)
          const newName = record.participants.find((participant) => participant.userId === userId)?.name
          if (!known || known.participant(userId)?.name === newName) continue
          const watermarks = await store.watermarks.of([record.id])
          const session = directory.replace(record, known)
          publish({ kind: 'session', session, watermarks, removed: [] })
        }
      }),
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
    bodies.push({ kind: 'state', change: 'extended' })
  return bodies
}
