import type { Entry, EntryBody } from '../../../src/shared/model/entry.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { EntryId, SessionId } from '../../../src/shared/model/ids.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import type { Append, AppendOutcome } from '../../store/log/append.ts'
import type { Store } from '../../store/store.ts'
import { type Access, isExpired, requireAccess } from '../access/access.ts'
import type { Principal } from '../access/principal.ts'
import { answerRepeat } from '../answerRepeat.ts'
import type { CachedSession } from '../cache/cachedSession.ts'
import type { SessionCache } from '../cache/sessionCache.ts'
import type { Publish } from '../sessionEvents.ts'

export interface EntryToStore {
  readonly id: EntryId
  readonly sessionId: SessionId
  readonly thread: Thread
  /**
   * Returns the body to store, or throws the `FailureError` that refuses it. Called again when the session was changed before the
   * entry was on disk: what counts is the session in which it is stored.
   */
  readonly decide: (session: CachedSession, access: Access) => Promise<EntryBody>
  /** Returns whether an entry that the principal stored under this id before is the same as this one. */
  readonly isSameEntry: (earlier: EntryBody) => boolean
}

/** An entry that is stored: by this request, or by one before it with the same id. */
export type StoredEntry = Extract<AppendOutcome, { readonly entry: Entry }>

/**
 * Stores and publishes an entry and returns what was stored; asked for the same under the same id again, it returns what was stored
 * then, whatever was decided since. Throws what `decide` refuses with, `notFound` for who may not see the thread, and
 * `FailureError('conflict')` when the id was used for something else or what it is about was redacted.
 */
export type StoreEntry = (principal: Principal, entry: EntryToStore) => Promise<StoredEntry>

export interface StoreEntryParts {
  readonly store: Pick<Store, 'log'>
  readonly sessionCache: SessionCache
  /** Stores one entry; resolves after its commit. */
  readonly append: (append: Append) => Promise<AppendOutcome>
  /** Resolves when no change of the session is under way that this node has yet to publish. */
  readonly changesPublished: (id: SessionId) => Promise<void>
  readonly publish: Publish
  readonly clock: Pick<Clock, 'now'>
}

/** So often a session can be changed between the decision and the commit before the principal is asked to come back. */
const mostDecisions = 20

/** See `StoreEntry`. */
export function createStoreEntry(parts: StoreEntryParts): StoreEntry {
  const { store, sessionCache, append, changesPublished, publish, clock } = parts

  /** Undefined when the session was changed meanwhile. */
  async function decideOnce(
    principal: Principal,
    { id, sessionId, thread, decide }: EntryToStore,
  ): Promise<{ readonly outcome: AppendOutcome; readonly session: CachedSession } | undefined> {
    const { session, access, record } = await requireAccess(sessionCache, principal, sessionId, thread)
    const wasExpired = isExpired(record, clock.now())
    const body = await decide(session, access)
    const atMs = clock.now()
    if (session.record() !== record || isExpired(record, atMs) !== wasExpired) return undefined
    const outcome = await append({
      id,
      sessionId,
      thread,
      senderId: principal.userId,
      senderName: access.name,
      senderRole: access.role,
      atMs,
      body,
      sessionVersion: record.version,
    })
    return { outcome, session }
  }

  async function decideUntilStored(principal: Principal, entry: EntryToStore): Promise<StoredEntry> {
    const { sessionId } = entry
    for (let decisions = 0; decisions < mostDecisions; decisions += 1) {
      const decided = await decideOnce(principal, entry)
      if (!decided) continue
      const { outcome, session } = decided
      if (outcome.outcome === 'outdated') {
        await changesPublished(sessionId)
        await sessionCache.reload(sessionId)
        continue
      }
      if (outcome.outcome === 'conflict')
        throw new FailureError('conflict', 'This message id was used before for something else.')
      if (outcome.outcome === 'redacted') throw new FailureError('conflict', 'The message was redacted.')
      // The next decision finds what became of its files meanwhile.
      if (outcome.outcome === 'unattached') continue
      if (outcome.outcome === 'appended') publishEntry(sessionCache.peek(sessionId) ?? session, outcome.entry, publish)
      return outcome
    }
    throw new FailureError(
      'unavailable',
      'The session is being changed again and again. Nothing was stored. Try again.',
    )
  }

  return async (principal, entry) => {
    const { id, sessionId, thread } = entry
    const isSameEntry = (earlier: Entry) =>
      earlier.sessionId === sessionId && earlier.thread === thread && entry.isSameEntry(earlier.body)
    const answer = await answerRepeat(store.log, { principal, id, isSameEntry }, () =>
      decideUntilStored(principal, entry),
    )
    return 'earlier' in answer ? { outcome: 'repeated', entry: answer.earlier } : answer
  }
}

function publishEntry(session: CachedSession, entry: Entry, publish: Publish): void {
  session.raiseHead(entry.thread, entry.seq)
  publish({ kind: 'entry', entry }, session)
}
