import type { Clock } from '../../src/shared/model/clock.ts'
import type { MessageBody } from '../../src/shared/model/entry.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { Append, AppendOutcome, Store } from '../store/store.ts'
import { isOpen, requireAccess } from './access.ts'
import type { Publish } from './news.ts'
import type { SessionDirectory } from './sessionDirectory.ts'
import type { SessionUseCases } from './sessionUseCases.ts'

export interface AppendMessageParts {
  readonly store: Pick<Store, 'log'>
  readonly directory: SessionDirectory
  /** Stores one entry; resolves after its commit. */
  readonly append: (append: Append) => Promise<AppendOutcome>
  readonly publish: Publish
  readonly clock: Pick<Clock, 'now'>
}

/** See `SessionUseCases.appendMessage`. */
export function createAppendMessage(parts: AppendMessageParts): SessionUseCases['appendMessage'] {
  const { store, directory, append, publish, clock } = parts
  return async (asker, { id, sessionId, thread, type, text, replyTo }) => {
    const body: MessageBody = { kind: 'message', type, text, ...(replyTo === undefined ? {} : { replyTo }) }
    try {
      const { session, access } = await requireAccess(directory, asker, sessionId, thread)
      if (!isOpen(session.record(), clock.now()))
        throw new FailureError('sessionClosed', 'The session is closed. The message was not sent.')
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
      return { id: entry.id, seq: entry.seq, at: entry.at }
    } catch (error) {
      // The first attempt may have been stored before the session was closed; its sender is then still owed the answer.
      const isLate =
        error instanceof FailureError && (error.failure.kind === 'sessionClosed' || error.failure.kind === 'notFound')
      if (!isLate) throw error
      const earlier = await store.log.find(asker.userId, id)
      const isThis =
        earlier?.sessionId === sessionId &&
        earlier.thread === thread &&
        earlier.body.kind === 'message' &&
        earlier.body.type === type &&
        earlier.body.text === text &&
        earlier.body.replyTo === replyTo
      if (!earlier || !isThis) throw error
      return { id: earlier.id, seq: earlier.seq, at: earlier.at }
    }
  }
}
