import type { Failure } from '../../../shared/model/failure.ts'
import type { OutboxMessage } from '../../storage/outboxStore.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { Commit } from '../log/commit.ts'
import type { UnsentMessages } from '../log/unsentMessages.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'
import type { Verdict } from './judgeReply.ts'
import type { SessionWaits } from './sessionWaits.ts'

export interface ConcludeParts {
  readonly unsent: Pick<UnsentMessages, 'find'>
  readonly commit: Pick<Commit, 'updateMessages' | 'storeAcknowledged'>
  readonly storageHealth: Pick<StorageHealth, 'write'>
  readonly transport: Pick<CurrentTransport, 'report'>
  readonly waits: Pick<SessionWaits, 'begin' | 'succeeded'>
  /** Fetches what this console lacks of the message's thread. Returns false when the relay could not be asked. */
  readonly catchUpThread: (message: OutboxMessage) => Promise<boolean>
}

/** Returns what writes down how an attempt ended. `wasUnknown`: an earlier one may have reached the relay. */
export function createConcludeAttempt(parts: ConcludeParts) {
  const { unsent, commit, storageHealth, waits } = parts

  function park(message: OutboxMessage, failure: Failure): void {
    if (!unsent.find(message.id)) return
    end(message, () => commit.updateMessages([{ ...message, outcome: 'refused', failure }]))
  }

  function end({ sessionId }: OutboxMessage, write: () => void): void {
    if (storageHealth.write(write)) waits.succeeded(sessionId)
    else waits.begin(sessionId)
  }

  function tryLater(message: OutboxMessage): void {
    waits.begin(message.sessionId)
    // It may have left meanwhile, or been parked with its session.
    if (unsent.find(message.id)?.failure === null) storageHealth.write(() => commit.updateMessages([message]))
  }

  return async (attempt: OutboxMessage, wasUnknown: boolean, verdict: Verdict): Promise<void> => {
    switch (verdict.kind) {
      case 'stored':
        return end(attempt, () => commit.storeAcknowledged(attempt, verdict.place))
      case 'refused':
        // This refusal proves nothing of an earlier attempt that got no answer; the log does.
        if (wasUnknown && !(await parts.catchUpThread(attempt))) return tryLater(attempt)
        return park(attempt, verdict.failure)
      case 'later':
        if (verdict.needsToken) parts.transport.report('tokenRefused')
        return tryLater({ ...attempt, outcome: wasUnknown ? 'unknown' : verdict.outcome })
    }
  }
}
