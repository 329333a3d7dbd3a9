import type { PendingMessage } from '../../shared/ipc/consoleState.ts'
import type { CommandRequest } from '../../shared/ipc/contract.ts'
import type { Clock } from '../../shared/model/clock.ts'
import { FailureError } from '../../shared/model/failure.ts'
import type { EntryId, SessionId } from '../../shared/model/ids.ts'
import { fitsMessage } from '../../shared/protocol/limits.ts'
import { messageTextSchema } from '../../shared/protocol/message.ts'
import type { OutboxMessage } from '../storage/outboxStore.ts'
import type { Storage } from '../storage/storage.ts'
import type { BackOff } from './backOff.ts'
import type { Emit } from './events.ts'
import { createOutboxQueues, toPending } from './outboxQueues.ts'
import { createOutboxSender } from './outboxSender.ts'
import type { Random } from './random.ts'
import type { Trouble } from './trouble.ts'

export interface OutboxParts {
  readonly storage: Pick<Storage, 'transact' | 'outbox' | 'drafts' | 'sessions'>
  readonly clock: Clock
  readonly random: Random
  readonly backOff: BackOff
  readonly emit: Emit
  readonly trouble: Trouble
  /** The unsent messages or the drafts of a session have changed. */
  readonly touch: (sessionId: SessionId) => void
  /** Stores an own message at the place the relay gave it and takes it off the outbox, in one transaction. */
  readonly settle: (message: OutboxMessage, place: { readonly seq: number; readonly at: number }) => void
  readonly catchUpThread: (message: OutboxMessage) => Promise<boolean>
  readonly tokenRefused: () => void
}

export type Outbox = ReturnType<typeof createOutbox>

/** The durable queue of own messages. The row on the disk is the message; what memory holds repeats it. */
export function createOutbox(parts: OutboxParts) {
  const { storage } = parts
  const queues = createOutboxQueues(storage.outbox.all())
  const sender = createOutboxSender({
    queues,
    clock: parts.clock,
    random: parts.random,
    backOff: parts.backOff,
    catchUpThread: parts.catchUpThread,
    tokenRefused: parts.tokenRefused,
    settle: (message, place) => parts.trouble.writing(() => parts.settle(message, place)),
    save: (messages, attempt) =>
      parts.trouble.writing(() => {
        storage.transact(() => messages.forEach(storage.outbox.save))
        messages.forEach(queues.replace)
        if (attempt === 'ended') tell(messages, [])
      }),
  })

  function tell(changed: readonly OutboxMessage[], withdrawn: readonly OutboxMessage[]): void {
    const payload = { logged: [], pending: changed.map(toPending), withdrawn: withdrawn.map(({ id }) => id) }
    parts.emit({ name: 'entriesChanged', payload })
    for (const { sessionId } of [...changed, ...withdrawn]) parts.touch(sessionId)
  }

  function findOrRefuse(id: EntryId): OutboxMessage {
    const message = queues.find(id)
    if (!message) throw new FailureError('notFound', 'This message is not unsent any more.')
    return message
  }

  /** The relay may hold this message, or be about to: the patient must not get it and another in its place. */
  function refuseWhileUncertain(message: OutboxMessage): void {
    if (!sender.isUnderWay(message) && message.outcome !== 'unknown') return
    throw new FailureError(
      'conflict',
      'This message may have reached the relay. It is being sent until that is certain, and cannot be changed before.',
    )
  }

  function add(message: OutboxMessage, replaced: OutboxMessage | null): PendingMessage {
    storage.transact(() => {
      if (replaced) storage.outbox.remove(replaced.id)
      storage.outbox.insert(message)
      if (!replaced) storage.drafts.save(message.sessionId, message.thread, '')
    })
    if (replaced) queues.remove(replaced.id)
    queues.add(message)
    tell([message], replaced ? [replaced] : [])
    sender.pump()
    return toPending(message)
  }

  return {
    pending: (): PendingMessage[] => queues.all().map(toPending),
    find: queues.find,
    countsOf: (sessionId: SessionId) => {
      const queue = queues.of(sessionId)
      const failed = queue.filter((message) => message.failure !== null).length
      return { queued: queue.length - failed, failed }
    },

    /**
     * Puts a message on the disk and returns it; the same id again returns what is there. The draft of the thread goes with
     * the same commit. Throws `notFound`, `forbidden`, `invalid`, `tooLarge`, or `diskFull` with nothing changed.
     */
    enqueue: (request: CommandRequest<'sendMessage'>): PendingMessage => {
      const known = queues.find(request.id)
      if (known) return toPending(known)
      checkText(request.text)
      if (!storage.sessions.findThread(request.sessionId, request.thread)) {
        if (!storage.sessions.find(request.sessionId)) throw new FailureError('notFound', 'There is no such session.')
        throw new FailureError('forbidden', 'This thread is not open to you.')
      }
      const { id, sessionId, thread, text, replyTo = null } = request
      return add({ ...newMessage(id, text), sessionId, thread, replyTo, position: queues.nextPosition() }, null)
    },

    /** Tries a message again now, also one that was parked. Throws `notFound`. */
    retry: (id: EntryId): void => {
      const message = findOrRefuse(id)
      if (message.failure) {
        const again = { ...message, failure: null }
        storage.transact(() => storage.outbox.save(again))
        queues.replace(again)
        tell([again], [])
      }
      sender.hurry(message.sessionId)
    },

    /** Replaces a message by another text under another id, in its place. Throws `notFound`, `conflict`, or as `enqueue`. */
    revise: ({ id, newId, text }: CommandRequest<'reviseMessage'>): PendingMessage => {
      const replaced = findOrRefuse(id)
      refuseWhileUncertain(replaced)
      if (queues.find(newId)) throw new FailureError('conflict', 'The new id is in use.')
      checkText(text)
      const { sessionId, thread, replyTo, position } = replaced
      return add({ ...newMessage(newId, text), sessionId, thread, replyTo, position }, replaced)
    },

    /** Withdraws a message for good. Throws `notFound` or `conflict`. */
    discard: (id: EntryId): void => {
      const message = findOrRefuse(id)
      refuseWhileUncertain(message)
      storage.transact(() => storage.outbox.remove(id))
      queues.remove(id)
      tell([], [message])
      sender.release(message)
    },

    /** The given messages have been stored as entries, and their rows taken off in the same transaction. */
    settled: (ids: readonly EntryId[]): void => {
      for (const id of ids) {
        const message = queues.find(id)
        queues.remove(id)
        if (message) sender.release(message)
      }
    },

    /**
     * Writes that a session is no longer this user's: its unsent messages are parked, not lost. To be called inside the
     * transaction that removes the session; the returned function afterwards.
     */
    parkSession: (sessionId: SessionId): (() => void) => {
      const failure = { kind: 'forbidden', message: 'This session is no longer open to you.' } as const
      const parked = queues.of(sessionId).map((message): OutboxMessage => ({ ...message, failure }))
      parked.forEach(storage.outbox.save)
      return () => {
        parked.forEach(queues.replace)
        if (parked.length > 0) tell(parked, [])
      }
    },

    changeLine: sender.changeLine,
    close: sender.close,
  }

  function newMessage(id: EntryId, text: string) {
    return { id, text, queuedAt: parts.clock.now(), attempts: 0, outcome: 'none', failure: null } as const
  }
}

function checkText(text: string): void {
  if (!fitsMessage(text)) throw new FailureError('tooLarge', 'The message is too long. Send it in several parts.')
  if (!messageTextSchema.safeParse(text).success) throw new FailureError('invalid', 'The message is empty.')
}
