import type { Entry, EntryBody } from '../../../src/shared/model/entry.ts'
import type { EntryId, SessionId } from '../../../src/shared/model/ids.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import type { StoredWatermark } from '../../store/log/watermarkStore.ts'
import type { ChangeOrder } from '../../store/sessions/changeOrder.ts'
import type { SessionRecord, SessionState } from '../../store/sessions/sessionRecord.ts'
import type { Store } from '../../store/store.ts'
import { isOpenToSupport } from '../access/access.ts'
import type { Principal } from '../access/principal.ts'
import type { CachedSession } from '../cache/cachedSession.ts'
import type { SessionCache } from '../cache/sessionCache.ts'
import { type Publish, sessionEvent } from '../sessionEvents.ts'
import type { SerializeById } from './serializeById.ts'

export interface ChangeToApply {
  readonly next: SessionState
  /** Author of the entries. */
  readonly sender: Pick<Principal, 'userId' | 'name' | 'role'>
  /** Entries that record it, in order, in the care thread unless they say otherwise; one without an id gets a new one. */
  readonly entries: readonly { readonly id?: EntryId; readonly thread?: Thread; readonly body: EntryBody }[]
}

/** A change as the store takes it, but for what the entries have of this moment. */
export interface ChangeToDecide extends Omit<ChangeOrder, 'decide'> {
  readonly decide: (...given: Parameters<ChangeOrder['decide']>) => ChangeToApply
}

/** `repeated`: the same request was carried out before, and this is the entry that answered it. */
export type AppliedChange =
  | {
      readonly outcome: 'changed'
      readonly session: CachedSession
      readonly watermarks: readonly StoredWatermark[]
      readonly entries: readonly Entry[]
    }
  | { readonly outcome: 'repeated'; readonly entry: Entry }

/**
 * Changes a session and publishes the change. `decide` sees the session as it is in the transaction that stores what it decides;
 * when it throws, nothing is changed or published.
 */
export type ApplyChange = (change: ChangeToDecide) => Promise<AppliedChange>

export interface ApplyChangeParts {
  readonly store: Pick<Store, 'sessions' | 'watermarks'>
  readonly sessionCache: SessionCache
  readonly serialize: SerializeById<SessionId>
  readonly publish: Publish
  readonly clock: Pick<Clock, 'now'>
  readonly newEntryId: () => EntryId
}

/** Changes of one session happen one after the other on this node, and their events come in the same order. */
export function createApplyChange(parts: ApplyChangeParts): ApplyChange {
  const { store, sessionCache, serialize, publish, clock, newEntryId } = parts

  return (change) =>
    serialize(change.id, async () => {
      const { id } = change
      const watermarks = await store.watermarks.of([id])
      let previous: SessionRecord | undefined
      const changed = await store.sessions.change({
        ...change,
        decide: (current, ...known) => {
          previous = current
          const { next, sender, entries } = change.decide(current, ...known)
          const appends = entries.map(({ id: entryId, thread = 'care' as const, body }) => ({
            id: entryId ?? newEntryId(),
            thread,
            senderId: sender.userId,
            senderName: sender.name,
            senderRole: sender.role,
            atMs: clock.now(),
            body,
          }))
          return { next, appends }
        },
      })
      if (changed.outcome === 'repeated') return changed
      // From here to the events nothing is awaited: nobody receives an entry who has not received the session.
      const { record, heads, entries } = changed
      const session = sessionCache.applyLocal(record, heads)
      const removed = (previous?.participants ?? [])
        .map(({ userId }) => userId)
        .filter((userId) => !session.participant(userId))
      const isClosedToSupport = previous !== undefined && isOpenToSupport(previous) && !isOpenToSupport(record)
      publish(sessionEvent(session, { watermarks, removed, isClosedToSupport }), session)
      for (const entry of entries) publish({ kind: 'entry', entry }, session)
      return { outcome: 'changed', session, watermarks, entries }
    })
}
