import type { Clock } from '../../src/shared/model/clock.ts'
import type { Entry, EntryBody } from '../../src/shared/model/entry.ts'
import type { EntryId, SessionId } from '../../src/shared/model/ids.ts'
import type { AppendOutcome, SessionRecord, Store, StoredWatermark } from '../store/store.ts'
import { isOpenToSupport } from './access.ts'
import type { Asker } from './asker.ts'
import type { KnownSession } from './knownSession.ts'
import type { Publish } from './news.ts'
import type { SessionDirectory } from './sessionDirectory.ts'

export interface ChangeToApply {
  readonly next: SessionRecord
  /** What the care thread says of it, in order; one without an id gets a new one. */
  readonly entries: readonly { readonly id?: EntryId; readonly body: EntryBody }[]
}

export interface AppliedChange {
  readonly session: KnownSession
  readonly watermarks: readonly StoredWatermark[]
  readonly outcomes: readonly AppendOutcome[]
}

/** Changes a session and tells everyone concerned. `decide` sees the session as it is at that moment; what it throws changes nothing. */
export type ApplyChange = (
  sender: Asker,
  id: SessionId,
  decide: (current: SessionRecord | undefined) => ChangeToApply,
) => Promise<AppliedChange>

export interface ApplyChangeParts {
  readonly store: Pick<Store, 'sessions' | 'watermarks'>
  readonly directory: SessionDirectory
  readonly publish: Publish
  readonly clock: Pick<Clock, 'now'>
  readonly newEntryId: () => EntryId
}

/** Changes happen one after the other on this node, and the news of them in the same order. */
export function createApplyChange(parts: ApplyChangeParts): ApplyChange & {
  readonly inTurn: <T>(change: () => Promise<T>) => Promise<T>
} {
  const { store, directory, publish, clock, newEntryId } = parts
  let last: Promise<unknown> = Promise.resolve()

  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const result = last.then(change)
    last = result.catch(() => undefined)
    return result
  }

  const apply: ApplyChange = (sender, id, decide) =>
    inTurn(async () => {
      const found = await directory.find(id)
      const watermarks = await store.watermarks.of([id])
      let previous: SessionRecord | undefined
      const { record, outcomes } = await store.sessions.change(id, (current) => {
        previous = current
        const { next, entries } = decide(current)
        const appends = entries.map(({ id: entryId, body }) => ({
          id: entryId ?? newEntryId(),
          sessionId: id,
          thread: 'care' as const,
          senderId: sender.userId,
          senderName: sender.name,
          senderRole: sender.role,
          atMs: clock.now(),
          body,
        }))
        return { next, appends }
      })
      // From here to the news nothing is awaited: no one is told of an entry who has not been told of the session.
      const session = directory.replace(record, found)
      const entries = outcomes.flatMap((outcome): Entry[] => (outcome.outcome === 'appended' ? [outcome.entry] : []))
      for (const entry of entries) session.raiseHead(entry.thread, entry.seq)
      const removed = (previous?.participants ?? [])
        .map(({ userId }) => userId)
        .filter((userId) => !session.participant(userId))
      const isClosedToSupport = previous !== undefined && isOpenToSupport(previous) && !isOpenToSupport(record)
      publish({ kind: 'session', session, watermarks, removed, isClosedToSupport })
      for (const entry of entries) publish({ kind: 'entry', session, entry })
      return { session, watermarks, outcomes }
    })

  return Object.assign(apply, { inTurn })
}
