import type { Clock } from '../../src/shared/model/clock.ts'
import type { Entry, EntryBody } from '../../src/shared/model/entry.ts'
import { FailureError, retryPolicyOf } from '../../src/shared/model/failure.ts'
import type { EntryId, SessionId } from '../../src/shared/model/ids.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { Append, AppendOutcome, Store } from '../store/store.ts'
import { type Access, isExpired, requireAccess } from './access.ts'
import type { Asker } from './asker.ts'
import type { KnownSession } from './knownSession.ts'
import type { SessionDirectory } from './sessionDirectory.ts'
import type { Publish } from './sessionEvents.ts'

export interface EntryToLog {
  readonly id: EntryId
  readonly sessionId: SessionId
  readonly thread: Thread
  /**
   * Returns the body to store, or throws the `FailureError` that refuses it. Called again when the session was changed before the
   * entry was on disk: what counts is the session in which it is stored.
   */
  readonly decide: (session: KnownSession, access: Access) => Promise<EntryBody>
  /** Returns whether an entry that the asker stored under this id before is the same as this one. */
  readonly isThis: (earlier: EntryBody) => boolean
}

/** An entry that is stored: by this request, or by one before it with the same id. */
export type StoredEntry = Extract<AppendOutcome, { readonly entry: Entry }>

/**
 * Stores what someone says, tells of it and returns what was stored; asked for the same under the same id again, it returns what was
 * stored then, whatever was decided since. Throws what `decide` refuses with, `notFound` for who may not see the thread, and
 * `FailureError('conflict')` when the id was used for something else or what it is about was redacted.
 */
export type LogEntry = (asker: Asker, entry: EntryToLog) => Promise<StoredEntry>

export interface LogEntryParts {
  readonly store: Pick<Store, 'log'>
  readonly directory: SessionDirectory
  /** Stores one entry; resolves after its commit. */
  readonly append: (append: Append) => Promise<AppendOutcome>
  /** Resolves when no change of the session is under way that this node has yet to tell of. */
  readonly changesTold: (id: SessionId) => Promise<void>
  readonly publish: Publish
  readonly clock: Pick<Clock, 'now'>
}

/** So often a session can be changed between the decision and the commit before the asker is told to come back. */
const mostDecisions = 20

/** See `LogEntry`. */
export function createLogEntry(parts: LogEntryParts): LogEntry {
  const { store, directory, append, changesTold, publish, clock } = parts

  /** Undefined when the session was changed meanwhile. */
  async function decideOnce(
    asker: Asker,
    { id, sessionId, thread, decide }: EntryToLog,
  ): Promise<{ readonly outcome: AppendOutcome; readonly session: KnownSession } | undefined> {
    const { session, access, record } = await requireAccess(directory, asker, sessionId, thread)
    const wasExpired = isExpired(record, clock.now())
    const body = await decide(session, access)
    const atMs = clock.now()
    if (session.record() !== record || isExpired(record, atMs) !== wasExpired) return undefined
    const outcome = await append({
      id,
      sessionId,
      thread,
      senderId: asker.userId,
      senderName: access.name,
      senderRole: access.role,
      atMs,
      body,
      sessionVersion: record.version,
    })
    return { outcome, session }
  }

  function tell(session: KnownSession, entry: Entry): void {
    session.raiseHead(entry.thread, entry.seq)
    publish({ kind: 'entry', entry }, session)
  }

  async function decideUntilStored(asker: Asker, entry: EntryToLog): Promise<StoredEntry> {
    const { sessionId } = entry
    for (let decisions = 0; decisions < mostDecisions; decisions += 1) {
      const decided = await decideOnce(asker, entry)
      if (!decided) continue
      const { outcome, session } = decided
      if (outcome.outcome === 'outdated') {
        await changesTold(sessionId)
        await directory.reload(sessionId)
        continue
      }
      if (outcome.outcome === 'conflict')
        throw new FailureError('conflict', 'This message id was used before for something else.')
      if (outcome.outcome === 'redacted') throw new FailureError('conflict', 'The message was redacted.')
      // What became of its files meanwhile, the next decision says.
      if (outcome.outcome === 'unattached') continue
      if (outcome.outcome === 'appended') tell(directory.held(sessionId) ?? session, outcome.entry)
      return outcome
    }
    throw new FailureError(
      'unavailable',
      'The session is being changed again and again. Nothing was stored. Try again.',
    )
  }

  return async (asker, entry) => {
    try {
      return await decideUntilStored(asker, entry)
    } catch (error) {
      // The first attempt may have been stored before the rules came to say no; its sender is then still owed the answer.
      if (!(error instanceof FailureError) || retryPolicyOf[error.failure.kind] !== 'never') throw error
      const earlier = await store.log.find(asker.userId, entry.id)
      const isThis =
        earlier?.sessionId === entry.sessionId && earlier.thread === entry.thread && entry.isThis(earlier.body)
      if (!isThis) throw error
      return { outcome: 'repeated', entry: earlier }
    }
  }
}
