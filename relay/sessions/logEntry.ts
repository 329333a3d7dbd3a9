import type { Clock } from '../../src/shared/model/clock.ts'
import type { Entry, EntryBody } from '../../src/shared/model/entry.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { EntryId } from '../../src/shared/model/ids.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { Append, AppendOutcome } from '../store/store.ts'
import type { Access } from './access.ts'
import type { Asker } from './asker.ts'
import type { KnownSession } from './knownSession.ts'
import type { Publish } from './news.ts'
import type { SessionDirectory } from './sessionDirectory.ts'

export interface EntryToLog {
  readonly id: EntryId
  readonly session: KnownSession
  readonly thread: Thread
  readonly access: Pick<Access, 'name' | 'role'>
  readonly body: EntryBody
}

/**
 * Stores what someone says, tells of it and gives the entry; the same id with the same body again gives what was stored then.
 * Throws `FailureError('conflict')` when the id was used for something else.
 */
export type LogEntry = (asker: Asker, entry: EntryToLog) => Promise<Entry>

export interface LogEntryParts {
  readonly directory: Pick<SessionDirectory, 'known'>
  /** Stores one entry; resolves after its commit. */
  readonly append: (append: Append) => Promise<AppendOutcome>
  readonly publish: Publish
  readonly clock: Pick<Clock, 'now'>
}

export function createLogEntry({ directory, append, publish, clock }: LogEntryParts): LogEntry {
  return async (asker, { id, session, thread, access, body }) => {
    const sessionId = session.record().id
    const outcome = await append({
      id,
      sessionId,
      thread,
      senderId: asker.userId,
      senderName: access.name,
      senderRole: access.role,
      atMs: clock.now(),
      body,
    })
    if (outcome.outcome === 'conflict')
      throw new FailureError('conflict', 'This message id was used before for something else.')
    const { entry } = outcome
    if (outcome.outcome === 'appended') {
      const current = directory.known(sessionId) ?? session
      current.raiseHead(thread, entry.seq)
      publish({ kind: 'entry', session: current, entry })
    }
    return entry
  }
}
