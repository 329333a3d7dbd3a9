import type { CommandRequest, Handlers } from '../../../shared/ipc/commands.ts'
import type { PendingMessage } from '../../../shared/ipc/message.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { EntryId } from '../../../shared/model/ids.ts'
import type { BackOff } from '../../../shared/model/timing/backOff.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import { fitsMessage } from '../../../shared/protocol/limits.ts'
import { messageTextSchema } from '../../../shared/protocol/message.ts'
import type { OutboxMessage } from '../../storage/outboxStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { Commit } from '../log/commit.ts'
import type { Committed } from '../log/committed.ts'
import { toPending, type UnsentMessages } from '../log/unsentMessages.ts'
import type { Background } from '../runtime/background.ts'
import type { Random } from '../runtime/random.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'
import { createOutboxSender } from './outboxSender.ts'

export interface OutboxParts {
  readonly storage: Pick<StorageReader, 'sessions'>
  readonly unsent: Pick<UnsentMessages, 'find' | 'heads' | 'nextPosition'>
  readonly commit: Pick<
    Commit,
    'queueMessage' | 'beginAttempts' | 'updateMessages' | 'withdrawMessage' | 'storeAcknowledged'
  >
  readonly clock: Clock
  readonly random: Random
  readonly run: Background['run']
  readonly backOff: BackOff
  readonly storageHealth: StorageHealth
  readonly catchUpThread: (message: OutboxMessage) => Promise<boolean>
  readonly transport: Pick<CurrentTransport, 'current' | 'report'>
}

const mayHaveArrived =
  'This message may have reached the relay. It is being sent until that is certain, and cannot be changed before.'

/** The durable queue of own messages. The row on the disk is the message; what memory holds repeats it. */
export function createOutbox(parts: OutboxParts) {
  const { storage, unsent, commit, clock } = parts
  const sender = createOutboxSender(parts)

  /** The relay may hold this message, or be about to: the patient must not get it and another in its place. */
  function requireCertain(message: OutboxMessage): void {
    if (sender.isUnderWay(message) || message.outcome === 'unknown') throw new FailureError('conflict', mayHaveArrived)
  }

  /**
   * Puts a message on the disk and returns it; the same id again returns what is there. The draft that it
   * was made of goes with the same commit. Throws `notFound`, `forbidden`, `invalid`, `tooLarge`, or `diskFull` with nothing changed.
   */
  function enqueue(request: CommandRequest<'sendMessage'>): PendingMessage {
    const known = unsent.find(request.id)
    if (known) return toPending(known)
    requireText(request.text)
    requireThread(storage, request)
    const { id, sessionId, thread, text, replyTo = null, draft } = request
    const message = {
      ...newMessage(id, text, clock.now()),
      sessionId,
      thread,
      replyTo,
      position: unsent.nextPosition(),
    }
    commit.queueMessage(message, { draft })
    sender.pump()
    return toPending(message)
  }

  /** Tries a message again now, also one that was parked. Throws `notFound`. */
  function retry(id: EntryId): void {
    const message = requireUnsent(unsent, id)
    if (message.failure) commit.updateMessages([{ ...message, failure: null }])
    sender.retryNow(message.sessionId)
  }

  /** Replaces a message by another text under another id, in its place. Throws `notFound`, `conflict`, or as `enqueue`. */
  function revise({ id, newId, text }: CommandRequest<'reviseMessage'>): PendingMessage {
    const replaced = requireUnsent(unsent, id)
    requireCertain(replaced)
    if (unsent.find(newId)) throw new FailureError('conflict', 'The new id is in use.')
    requireText(text)
    const { sessionId, thread, replyTo, position } = replaced
    const message = { ...newMessage(newId, text, clock.now()), sessionId, thread, replyTo, position }
    commit.queueMessage(message, { replaced })
    sender.pump()
    return toPending(message)
  }

  /** Withdraws a message for good. Throws `notFound` or `conflict`. */
  function discard(id: EntryId): void {
    const message = requireUnsent(unsent, id)
    requireCertain(message)
    commit.withdrawMessage(message)
  }

  return {
    ...{ enqueue, retry, revise, discard },
    handlers: {
      sendMessage: async (request) => enqueue(request),
      retryMessage: async ({ id }) => {
        retry(id)
        return {}
      },
      reviseMessage: async (request) => revise(request),
      discardMessage: async ({ id }) => {
        discard(id)
        return {}
      },
    } satisfies Partial<Handlers>,
    /** Makes room for the next message of a session when one has left the outbox, by whatever way. */
    onCommitted: ({ settled, withdrawn }: Committed): void => {
      for (const message of [...settled, ...withdrawn]) sender.release(message)
    },
    onTransport: sender.retryAllNow,
    close: sender.close,
  }
}

function requireUnsent(unsent: OutboxParts['unsent'], id: EntryId): OutboxMessage {
  const message = unsent.find(id)
  if (!message) throw new FailureError('notFound', 'This message is not unsent any more.')
  return message
}

function requireThread({ sessions }: OutboxParts['storage'], at: CommandRequest<'sendMessage'>): void {
  if (sessions.findThread(at.sessionId, at.thread)) return
  if (!sessions.find(at.sessionId)) throw new FailureError('notFound', 'There is no such session.')
  throw new FailureError('forbidden', 'This thread is not open to you.')
}

function newMessage(id: EntryId, text: string, queuedAt: number) {
  return { id, text, queuedAt, attempts: 0, outcome: 'none', failure: null } as const
}

function requireText(text: string): void {
  if (!fitsMessage(text)) throw new FailureError('tooLarge', 'The message is too long. Send it in several parts.')
  if (!messageTextSchema.safeParse(text).success) throw new FailureError('invalid', 'The message is empty.')
}
