import type { Failure } from '../../../shared/model/failure.ts'
import type { OutboxItem, OutboxMessage } from '../../storage/outboxStore.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { Commit } from '../log/commit.ts'
import { filesAnew } from '../log/files/writeFiles.ts'
import type { UnsentMessages } from '../log/unsentMessages.ts'
import type { SessionWaits } from '../runtime/sessionWaits.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'
import type { Verdict } from './judgeReply.ts'

export interface ConcludeParts {
  readonly unsent: Pick<UnsentMessages, 'find' | 'amending'>
  readonly commit: Pick<Commit, 'updateItems' | 'updateCertain' | 'updateFiles' | 'storeAcknowledged'>
  readonly storageHealth: Pick<StorageHealth, 'write'>
  readonly transport: Pick<CurrentTransport, 'report'>
  readonly waits: Pick<SessionWaits, 'begin' | 'succeeded'>
  /** Fetches what this console lacks of the item's thread. Returns false when the relay could not be asked. */
  readonly catchUpThread: (item: OutboxItem) => Promise<boolean>
}

/** Returns what writes down how an attempt ended. `wasUnknown`: an earlier one may have reached the relay. */
export function createConcludeAttempt(parts: ConcludeParts) {
  const { unsent, commit, storageHealth, waits } = parts

  function save(item: OutboxItem): void {
    // The relay does not have it: what waited for that certainty is carried out on it.
    if (item.kind === 'message' && item.outcome === 'refused') commit.updateCertain(item)
    else commit.updateItems([item])
  }

  function park(item: OutboxItem, failure: Failure): void {
    if (!unsent.find(item.id)) return
    end(item, () => save({ ...item, outcome: 'refused', failure }))
  }

  function end({ sessionId }: OutboxItem, write: () => void): void {
    if (storageHealth.write(write)) waits.succeeded(sessionId)
    else waits.begin(sessionId)
  }

  /** The relay gives up what was uploaded and not sent for a while: its files go there once more, and the message after them. */
  function uploadAnew(message: OutboxMessage): void {
    waits.begin(message.sessionId)
    const files = filesAnew(message.files)
    if (unsent.find(message.id))
      storageHealth.write(() => commit.updateFiles({ ...message, files, outcome: 'refused' }))
  }

  function tryLater(item: OutboxItem): void {
    waits.begin(item.sessionId)
    // It may have left meanwhile, or been parked with its session.
    if (unsent.find(item.id)?.failure === null) storageHealth.write(() => save(item))
  }

  return async (attempt: OutboxItem, wasUnknown: boolean, verdict: Verdict): Promise<void> => {
    switch (verdict.kind) {
      case 'stored':
        return end(attempt, () => commit.storeAcknowledged(attempt, verdict.place))
      case 'refused':
        // This refusal proves nothing of an earlier attempt that got no answer; the log does.
        if (wasUnknown && !(await parts.catchUpThread(attempt))) return tryLater(attempt)
        if (lacksFiles(attempt, verdict.failure)) return uploadAnew(attempt)
        return park(attempt, verdict.failure)
      case 'later':
        if (verdict.needsToken) parts.transport.report('tokenRefused')
        return tryLater({ ...attempt, outcome: wasUnknown ? 'unknown' : verdict.outcome })
    }
  }
}

/** Returns whether a refusal may mean that the relay does not have the files of a message any more. */
function lacksFiles(item: OutboxItem, { kind }: Failure): item is OutboxMessage {
  return kind === 'notFound' && item.kind === 'message' && item.files.length > 0
}

/** Returns whether a message may be at the relay and was taken back since: it is not sent again, but looked for. */
export function isTakenBack(unsent: Pick<UnsentMessages, 'amending'>, item: OutboxItem): item is OutboxMessage {
  if (item.kind !== 'message' || item.outcome !== 'unknown') return false
  return unsent.amending(item.sessionId, item.id).some(({ change }) => change.kind === 'redaction')
}

/**
 * Returns what looks for a message that was taken back in the log of the relay. Found there, it leaves the outbox as whatever is logged does,
 * and the redaction follows. It counts as not there when it was missed twice, a wait apart: its last attempt may still be on its way.
 */
export function createLookFor({ unsent, commit, storageHealth, waits, catchUpThread }: ConcludeParts) {
  const missed = new Set<OutboxItem['id']>()

  return async (message: OutboxMessage): Promise<void> => {
    const { id, sessionId } = message
    const isAnswered = await catchUpThread(message)
    if (!unsent.find(id)) return
    if (isAnswered && missed.delete(id)) {
      storageHealth.write(() => commit.updateCertain({ ...message, outcome: 'refused' }))
      return
    }
    if (isAnswered) missed.add(id)
    waits.begin(sessionId)
  }
}
