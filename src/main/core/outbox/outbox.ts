import type { ServerTime } from '../../../client/serverTime.ts'
import type { CommandRequest, Handlers } from '../../../shared/ipc/commands.ts'
import type { PendingMessage } from '../../../shared/ipc/message.ts'
import type { EntryId, UserId } from '../../../shared/model/ids.ts'
import type { BackOff } from '../../../shared/model/timing/backOff.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { OutboxItem, OutboxMessage } from '../../storage/outboxStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'
import type { Commit } from '../log/commit.ts'
import type { Committed } from '../log/committed.ts'
import { toPending, type UnsentMessages } from '../log/unsentMessages.ts'
import type { Background } from '../runtime/background.ts'
import type { Log } from '../runtime/log.ts'
import type { Random } from '../runtime/random.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'
import { type Amending, createAmending } from './amending.ts'
import { createAskingAgain } from './askingAgain.ts'
import { createLying } from './lying.ts'
import { createOutboxSender } from './outboxSender.ts'
import { requireFiles, requireText, requireThread } from './requireSendable.ts'
import { createUnsentActs, isCertain, type UnsentActs } from './unsentActs.ts'

export interface OutboxParts {
  readonly storage: Pick<StorageReader, 'sessions' | 'entries' | 'drafts' | 'files'>
  readonly self: () => UserId
  readonly log: Pick<Log, 'info'>
  /** Time for which a message lies here before it goes, as its person has set it, in ms. */
  readonly lieForMs: () => number
  readonly unsent: Pick<UnsentMessages, 'find' | 'all' | 'of' | 'heads' | 'amending' | 'nextPosition' | 'nextQueuedAt'>
  readonly commit: Pick<
    Commit,
    | 'queueItem'
    | 'beginAttempts'
    | 'updateItems'
    | 'updateCertain'
    | 'updateFiles'
    | 'withdrawItem'
    | 'takeBack'
    | 'storeAcknowledged'
  >
  readonly clock: Clock
  readonly serverTime: Pick<ServerTime, 'now'>
  readonly random: Random
  readonly run: Background['run']
  readonly backOff: BackOff
  readonly storageHealth: StorageHealth
  readonly catchUpThread: (item: OutboxItem) => Promise<boolean>
  readonly fetchSaidMeanwhile: (item: OutboxItem) => Promise<boolean>
  readonly transport: Pick<CurrentTransport, 'current' | 'report'>
}

/** The durable queue of own messages, and of what is said of messages. The row on the disk is what is sent; what memory holds repeats it. */
export function createOutbox(parts: OutboxParts) {
  const { storage, unsent, commit } = parts
  const lying = createLying({ ...parts, over: release })
  const asking = createAskingAgain(parts)
  const sender = createOutboxSender({ ...parts, asking, isLying: lying.has })
  const put = (item: OutboxItem, goingWith: Parameters<Commit['queueItem']>[1]) => {
    commit.queueItem(item, goingWith)
    asking.noteWritten(item)
    if (item.kind === 'message') lying.begin(item)
    sender.pump()
  }
  const amending = createAmending({
    ...{ storage, unsent, isCertain: (item) => isCertain(sender, item), queuedNow: () => queuedNow(parts) },
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
    const files = requireFiles(storage, request, request.files ?? [])
    requireText(request.text, files.length > 0)
    requireThread(storage, request)
    const { draft, replyTo = null, ...written } = request
    const now = { position: unsent.nextPosition(), ...writtenNow(parts, asking.heardUpTo(request)) }
    const message = { kind: 'message', ...written, replyTo, files, ...now } as const
    put(message, { draft })
    return toPending(message)
  }

  /** Puts another text under another id in the place of a message that is certainly not at the relay. */
  function replace(replaced: OutboxMessage, id: EntryId, text: string): PendingMessage {
    const message = { ...replaced, id, text, ...writtenNow(parts, asking.heardUpTo(replaced)) }
    put(message, { replaced: [replaced, ...unsent.amending(replaced.sessionId, replaced.id)] })
    return toPending(message)
  }

  /** The time for which a message lay here is over. What came meanwhile was in front of its writer. */
  function release(id: EntryId): void {
    const item = unsent.find(id)
    if (item?.kind === 'message') {
      const heardUpTo = asking.heardUpTo(item)
      parts.storageHealth.write(() => commit.updateItems([{ ...item, releaseAt: null, heardUpTo }]))
    }
    sender.pump()
  }

  const unsentActs = createUnsentActs({ ...{ storage, unsent, commit, asking, sender, replace }, lieNoMore: lying.end })
  const acts = { enqueue, ...unsentActs, ...amending }
  return {
    ...acts,
    handlers: handlersOf(acts),
    /** Makes room for the next of a session when something has left the outbox, by whatever way, or its files do not hold it up any more. */
    onCommitted: ({ settled, withdrawn, updated }: Committed): void => {
      for (const item of [...settled, ...withdrawn]) {
        lying.end(item.id)
        asking.forget(item)
        sender.release(item)
      }
      if (updated.some((item) => item.kind === 'message' && item.files.length > 0)) sender.pump()
    },
    onTransport: (): void => {
      asking.transportChanged()
      sender.retryAllNow()
    },
    close: (): void => {
      lying.close()
      sender.close()
    },
  }
}

interface OutboxActs extends Amending, UnsentActs {
  readonly enqueue: (request: CommandRequest<'sendMessage'>) => PendingMessage
}

function handlersOf({ enqueue, takeBack, retry, revise, discard, edit, redact, react }: OutboxActs) {
  return {
    sendMessage: async (request) => enqueue(request),
    editMessage: async (request) => done(edit(request)),
    redactMessage: async (request) => done(redact(request)),
    reactToMessage: async (request) => done(react(request)),
    takeBackMessage: async ({ id }) => takeBack(id),
    retryMessage: async ({ id }) => done(retry(id)),
    reviseMessage: async (request) => revise(request),
    discardMessage: async ({ id }) => done(discard(id)),
  } satisfies Partial<Handlers>
}

const done = (_: unknown) => ({})

function queuedNow({ unsent, serverTime }: Pick<OutboxParts, 'unsent' | 'serverTime'>) {
  const queuedAt = unsent.nextQueuedAt(serverTime.now())
  return { queuedAt, attempts: 0, outcome: 'none', failure: null } as const
}

function writtenNow(parts: Pick<OutboxParts, 'unsent' | 'serverTime' | 'lieForMs'>, heardUpTo: number) {
  const queued = queuedNow(parts)
  const lieForMs = parts.lieForMs()
  const releaseAt = lieForMs > 0 ? queued.queuedAt + lieForMs : null
  return { ...queued, releaseAt, heardUpTo, heldBy: null }
}
