import type { Clock } from '../../shared/model/clock.ts'
import { type Failure, retryPolicyOf } from '../../shared/model/failure.ts'
import type { EntryId, SessionId } from '../../shared/model/ids.ts'
import type { OutboxMessage } from '../storage/outboxStore.ts'
import { type BackOff, backOffMs } from './backOff.ts'
import { oncePerTurn } from './oncePerTurn.ts'
import type { OutboxQueues } from './outboxQueues.ts'
import type { Random } from './random.ts'
import type { RelayLine, Reply } from './relaySocket.ts'

export interface OutboxSenderParts {
  readonly queues: Pick<OutboxQueues, 'heads' | 'find'>
  readonly clock: Clock
  readonly random: Random
  readonly backOff: BackOff
  /** Writes messages as they now are, all or none. Answers false when the disk would not take it. */
  readonly save: (messages: readonly OutboxMessage[], attempt: 'begins' | 'ended') => boolean
  /** Stores an acknowledged message at its place and takes it off the outbox. Answers as `save` does. */
  readonly settle: (message: OutboxMessage, place: { readonly seq: number; readonly at: number }) => boolean
  /** Fetches what this console lacks of the message's thread. Answers false when the relay could not be asked. */
  readonly catchUpThread: (message: OutboxMessage) => Promise<boolean>
  readonly tokenRefused: () => void
}

/**
 * Gets unsent messages to the relay. A session has at most one under way, so that its order holds; sessions do not wait for
 * each other. A message that was refused for good is parked, and the next one proceeds.
 */
export function createOutboxSender(parts: OutboxSenderParts) {
  const underWay = new Map<SessionId, EntryId>()
  const failuresOf = new Map<SessionId, number>()
  const waits = new Map<SessionId, () => void>()
  let line: RelayLine | null = null
  let isClosed = false

  const pump = oncePerTurn(() => {
    const over = line
    if (!over) return
    const next = parts.queues.heads().filter(({ sessionId }) => !underWay.has(sessionId) && !waits.has(sessionId))
    if (next.length === 0) return
    const attempts = next.map(
      (message): OutboxMessage => ({ ...message, attempts: message.attempts + 1, outcome: 'unknown' }),
    )
    // Before the first byte leaves: whatever ends this process now, the outcome counts as unknown afterwards.
    if (!parts.save(attempts, 'begins')) {
      for (const { sessionId } of next) waitAfterFailure(sessionId)
      return
    }
    for (const [index, attempt] of attempts.entries()) void send(attempt, next[index]?.outcome === 'unknown', over)
  })

  async function send(attempt: OutboxMessage, wasUnknown: boolean, over: RelayLine): Promise<void> {
    const { id, sessionId, thread, text, replyTo } = attempt
    underWay.set(sessionId, id)
    const payload = { id, sessionId, thread, text, ...(replyTo !== null && { replyTo }) }
    const reply = await over.request('message:send', payload)
    // The log may have brought the entry first: then this message has left, and the next one may be under way.
    if (isClosed || underWay.get(sessionId) !== id) return
    await conclude(attempt, wasUnknown, reply)
    release(sessionId, id)
  }

  async function conclude(attempt: OutboxMessage, wasUnknown: boolean, reply: Reply<'message:send'>): Promise<void> {
    if (reply.outcome === 'answered') {
      const { seq, at } = reply.answer
      if (parts.settle(attempt, { seq, at })) failuresOf.delete(attempt.sessionId)
      else waitAfterFailure(attempt.sessionId)
      return
    }
    const { failure } = reply
    const nothingStored = reply.outcome === 'refused' && failure.kind !== 'timeout' && failure.kind !== 'internal'
    if (!nothingStored) return tryLater(attempt)
    const policy = retryPolicyOf[failure.kind]
    if (policy === 'never') {
      // This refusal says nothing of an earlier attempt that got no answer; the log does.
      if (wasUnknown && !(await parts.catchUpThread(attempt))) return tryLater(attempt)
      return park(attempt, failure)
    }
    if (policy === 'afterSignIn') parts.tokenRefused()
    tryLater({ ...attempt, outcome: wasUnknown ? 'unknown' : 'refused' })
  }

  function tryLater(message: OutboxMessage): void {
    waitAfterFailure(message.sessionId)
    // It may have left meanwhile, or been parked with its session.
    if (parts.queues.find(message.id)?.failure === null) parts.save([message], 'ended')
  }

  function park(message: OutboxMessage, failure: Failure): void {
    if (!parts.queues.find(message.id)) return
    if (parts.save([{ ...message, outcome: 'refused', failure }], 'ended')) failuresOf.delete(message.sessionId)
    else waitAfterFailure(message.sessionId)
  }

  function waitAfterFailure(sessionId: SessionId): void {
    const failures = (failuresOf.get(sessionId) ?? 0) + 1
    failuresOf.set(sessionId, failures)
    waits.get(sessionId)?.()
    const cancel = parts.clock.after(backOffMs(failures, parts.backOff, parts.random), () => {
      waits.delete(sessionId)
      pump()
    })
    waits.set(sessionId, cancel)
  }

  function stopWaiting(sessionId: SessionId): void {
    waits.get(sessionId)?.()
    waits.delete(sessionId)
    failuresOf.delete(sessionId)
  }

  function release(sessionId: SessionId, id: EntryId): void {
    if (underWay.get(sessionId) === id) underWay.delete(sessionId)
    pump()
  }

  return {
    pump,
    isUnderWay: ({ sessionId, id }: OutboxMessage) => underWay.get(sessionId) === id,
    /** A message has left the outbox by another way than its acknowledgement. */
    release: ({ sessionId, id }: OutboxMessage) => release(sessionId, id),
    /** Tries the session again now. */
    hurry: (sessionId: SessionId) => {
      stopWaiting(sessionId)
      pump()
    },
    /** Sends over this line from now on; on a new line every session is tried at once. */
    changeLine: (next: RelayLine | null) => {
      if (next === line) return
      line = next
      for (const sessionId of [...waits.keys()]) stopWaiting(sessionId)
      pump()
    },
    close: () => {
      isClosed = true
      line = null
      for (const sessionId of [...waits.keys()]) stopWaiting(sessionId)
    },
  }
}
