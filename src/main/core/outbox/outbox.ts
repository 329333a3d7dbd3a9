import type { ServerTime } from '../../../client/serverTime.ts'
import type { CommandRequest, Handlers } from '../../../shared/ipc/commands.ts'
import type { PendingMessage } from '../../../shared/ipc/message.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { EntryId } from '../../../shared/model/ids.ts'
import type { BackOff } from '../../../shared/model/timing/backOff.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { OutboxItem, OutboxMessage } from '../../storage/outboxStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { Commit } from '../log/commit.ts'
import type { Committed } from '../log/committed.ts'
import { toPending, type UnsentMessages } from '../log/unsentMessages.ts'
import type { Background } from '../runtime/background.ts'
import type { Random } from '../runtime/random.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'
import { type Amending, createAmending } from './amending.ts'
import { createOutboxSender } from './outboxSender.ts'
import { requireText, requireThread } from './requireSendable.ts'

export interface OutboxParts {
  readonly storage: Pick<StorageReader, 'sessions'>
  readonly unsent: Pick<UnsentMessages, 'find' | 'heads' | 'amending' | 'nextPosition' | 'nextQueuedAt'>
  readonly commit: Pick<
    Commit,
    'queueItem' | 'beginAttempts' | 'updateItems' | 'updateCertain' | 'withdrawItem' | 'storeAcknowledged'
  >
  readonly clock: Clock
  readonly serverTime: Pick<ServerTime, 'now'>
  readonly random: Random
  readonly run: Background['run']
  readonly backOff: BackOff
  readonly storageHealth: StorageHealth
  readonly catchUpThread: (item: OutboxItem) => Promise<boolean>
  readonly transport: Pick<CurrentTransport, 'current' | 'report'>
}

const mayHaveArrived =
  'This message may have reached the relay. It is being sent until that is certain, and cannot be changed before.'

/** The durable queue of own messages, and of what is said of messages. The row on the disk is what is sent; what memory holds repeats it. */
export function createOutbox(parts: OutboxParts) {
  const { storage, unsent, commit } = parts
  const sender = createOutboxSender(parts)
  const put = (...given: Parameters<Commit['queueItem']>) => {
    commit.queueItem(...given)
    sender.pump()
  }
  const isCertain = (item: OutboxItem) => !sender.isUnderWay(item) && item.outcome !== 'unknown'

  /** The relay may hold this, or be about to: the patient must not get it and another in its place. */
  function requireCertain(item: OutboxItem): void {
    if (!isCertain(item)) throw new FailureError('conflict', mayHaveArrived)
  }

  const amending = createAmending({
    ...{ storage, unsent, isCertain, queuedNow: () => queuedNow(parts) },
    queue: (item, replaced) => put(item, { replaced }),
    replace,
    withdraw: (item) => commit.withdrawItem(item),
  })

  /**
   * Puts a message on the disk and returns it; the same id again returns what is there. The draft that it
   * was made of goes with the same commit. Throws `notFound`, `forbidden`, `invalid`, `tooLarge`, or `diskFull` with nothing changed.
   */
  function enqueue(request: CommandRequest<'sendMessage'>): PendingMessage {
    const known = unsent.find(request.id)
    if (known?.kind === 'message') return toPending(known)
    requireText(request.text)
    requireThread(storage, request)
    const { id, sessionId, thread, text, replyTo = null, draft } = request
    const place = { sessionId, thread, position: unsent.nextPosition(), ...queuedNow(parts) }
    const message = { kind: 'message', id, text, replyTo, ...place } as const
    put(message, { draft })
    return toPending(message)
  }

  /** Puts another text under another id in the place of a message that is certainly not at the relay. */
  function replace(replaced: OutboxMessage, id: EntryId, text: string): PendingMessage {
    const message = { ...replaced, id, text, ...queuedNow(parts) }
    put(message, { replaced: [replaced, ...unsent.amending(replaced.sessionId, replaced.id)] })
    return toPending(message)
  }

  /** Tries something again now, also what was parked. Throws `notFound`. */
  function retry(id: EntryId): void {
    const item = requireUnsent(unsent, id)
    if (item.failure) commit.updateItems([{ ...item, failure: null }])
    sender.retryNow(item.sessionId)
  }

  /** Replaces a message by another text under another id, in its place. Throws `notFound`, `conflict`, or as `enqueue`. */
  function revise({ id, newId, text }: CommandRequest<'reviseMessage'>): PendingMessage {
    const replaced = requireUnsent(unsent, id)
    if (replaced.kind !== 'message' || unsent.find(newId))
      throw new FailureError('conflict', 'This is no message, or the new id is in use.')
    requireCertain(replaced)
    requireText(text)
    return replace(replaced, newId, text)
  }

  /** Withdraws something for good. Throws `notFound` or `conflict`. */
  function discard(id: EntryId): void {
    const item = requireUnsent(unsent, id)
    requireCertain(item)
    commit.withdrawItem(item)
  }

  const acts = { enqueue, retry, revise, discard, ...amending }
  return {
    ...acts,
    handlers: handlersOf(acts),
    /** Makes room for the next of a session when something has left the outbox, by whatever way. */
    onCommitted: ({ settled, withdrawn }: Committed): void => {
      for (const item of [...settled, ...withdrawn]) sender.release(item)
    },
    onTransport: sender.retryAllNow,
    close: sender.close,
  }
}

interface OutboxActs extends Amending {
  readonly enqueue: (request: CommandRequest<'sendMessage'>) => PendingMessage
  readonly retry: (id: EntryId) => void
  readonly revise: (request: CommandRequest<'reviseMessage'>) => PendingMessage
  readonly discard: (id: EntryId) => void
}

function handlersOf({ enqueue, retry, revise, discard, edit, redact, react }: OutboxActs) {
  return {
    sendMessage: async (request) => enqueue(request),
    editMessage: async (request) => done(edit(request)),
    redactMessage: async (request) => done(redact(request)),
    reactToMessage: async (request) => done(react(request)),
    retryMessage: async ({ id }) => done(retry(id)),
    reviseMessage: async (request) => revise(request),
    discardMessage: async ({ id }) => done(discard(id)),
  } satisfies Partial<Handlers>
}

const done = (_: unknown) => ({})

function requireUnsent(unsent: OutboxParts['unsent'], id: EntryId): OutboxItem {
  const item = unsent.find(id)
  if (!item) throw new FailureError('notFound', 'This message is not unsent any more.')
  return item
}

function queuedNow({ unsent, serverTime }: Pick<OutboxParts, 'unsent' | 'serverTime'>) {
  const queuedAt = unsent.nextQueuedAt(serverTime.now())
  return { queuedAt, attempts: 0, outcome: 'none', failure: null } as const
}
