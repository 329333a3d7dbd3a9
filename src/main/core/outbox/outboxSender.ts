import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import type { BackOff } from '../../../shared/model/timing/backOff.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { OutboxMessage } from '../../storage/outboxStore.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { Transport } from '../link/transport.ts'
import type { Commit } from '../log/commit.ts'
import type { UnsentMessages } from '../log/unsentMessages.ts'
import type { Background } from '../runtime/background.ts'
import { oncePerTurn } from '../runtime/oncePerTurn.ts'
import type { Random } from '../runtime/random.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'
import { createConcludeAttempt } from './concludeAttempt.ts'
import { judgeReply } from './judgeReply.ts'
import { createSessionWaits } from './sessionWaits.ts'

export interface OutboxSenderParts {
  readonly unsent: Pick<UnsentMessages, 'heads' | 'find'>
  readonly commit: Pick<Commit, 'beginAttempts' | 'updateMessages' | 'storeAcknowledged'>
  readonly storageHealth: Pick<StorageHealth, 'write'>
  readonly clock: Clock
  readonly random: Random
  readonly run: Background['run']
  readonly backOff: BackOff
  /** Fetches what this console lacks of the message's thread. Returns false when the relay could not be asked. */
  readonly catchUpThread: (message: OutboxMessage) => Promise<boolean>
  readonly transport: Pick<CurrentTransport, 'current' | 'report'>
}

/**
 * Gets unsent messages to the relay. A session has at most one under way, so that its order holds; sessions do not wait for
 * each other. A message that was refused for good is parked, and the next one proceeds.
 */
export function createOutboxSender(parts: OutboxSenderParts) {
  const { commit, unsent, storageHealth } = parts
  const underWay = new Map<SessionId, EntryId>()
  const pump = oncePerTurn(parts.run, beginAttempts)
  const waits = createSessionWaits({ ...parts, over: pump })
  const conclude = createConcludeAttempt({ ...parts, waits })
  let isClosed = false

  function beginAttempts(): void {
    const over = parts.transport.current()
    if (!over) return
    const next = unsent.heads().filter(({ sessionId }) => !underWay.has(sessionId) && !waits.has(sessionId))
    if (next.length === 0) return
    const attempts = next.map(
      (message): OutboxMessage => ({ ...message, attempts: message.attempts + 1, outcome: 'unknown' }),
    )
    // Before the first byte leaves: whatever ends this process now, the outcome counts as unknown afterwards.
    if (!storageHealth.write(() => commit.beginAttempts(attempts))) {
      for (const { sessionId } of next) waits.begin(sessionId)
      return
    }
    for (const [index, attempt] of attempts.entries()) {
      parts.run(() => send(attempt, next[index]?.outcome === 'unknown', over))
    }
  }

  async function send(attempt: OutboxMessage, wasUnknown: boolean, over: Transport): Promise<void> {
    const { id, sessionId, thread, text, replyTo } = attempt
    underWay.set(sessionId, id)
    const payload = { id, sessionId, thread, text, ...(replyTo !== null && { replyTo }) }
    const reply = await over.request('message:send', payload)
    // The log may have brought the entry first: then this message has left, and the next one may be under way.
    if (isClosed || underWay.get(sessionId) !== id) return
    await conclude(attempt, wasUnknown, judgeReply(reply))
    release(attempt)
  }

  /** The message is not under way any more, by whatever way it ended. */
  function release({ sessionId, id }: OutboxMessage): void {
    if (underWay.get(sessionId) === id) underWay.delete(sessionId)
    pump()
  }

  return {
    pump,
    release,
    isUnderWay: ({ sessionId, id }: OutboxMessage) => underWay.get(sessionId) === id,
    /** Tries the session again now. */
    retryNow: (sessionId: SessionId) => {
      waits.forget(sessionId)
      pump()
    },
    /** Tries every session at once, as over another transport. */
    retryAllNow: () => {
      waits.forgetAll()
      pump()
    },
    close: () => {
      isClosed = true
      waits.close()
    },
  }
}
