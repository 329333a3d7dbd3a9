import type { PendingAmendment, PendingMessage } from '../../../shared/ipc/message.ts'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import type { OutboxAmendment, OutboxItem, OutboxMessage } from '../../storage/outboxStore.ts'

/** The unsent items in memory, as the disk has them: by id, and per session in the order of sending. */
export function createUnsentMessages(stored: readonly OutboxItem[]) {
  const byId = new Map<EntryId, OutboxItem>()
  const bySession = new Map<SessionId, OutboxItem[]>()
  let lastPosition = 0
  let lastQueuedAt = 0

  function add(message: OutboxItem): void {
    byId.set(message.id, message)
    const queue = bySession.get(message.sessionId) ?? []
    // Nearly always the last: to sort anew for each took a quarter of an enqueue, with thousands waiting.
    queue.splice(queue.findLastIndex(({ position }) => position <= message.position) + 1, 0, message)
    bySession.set(message.sessionId, queue)
    lastPosition = Math.max(lastPosition, message.position)
    lastQueuedAt = Math.max(lastQueuedAt, message.queuedAt)
  }

  for (const message of stored) add(message)

  const queueOf = (sessionId: SessionId): readonly OutboxItem[] => bySession.get(sessionId) ?? []

  return {
    find: (id: EntryId) => byId.get(id),
    all: () => [...byId.values()].sort((a, b) => a.position - b.position),
    of: queueOf,
    /** Messages of a session: what is said of earlier ones answers nobody. */
    countsOf: (sessionId: SessionId) => {
      const messages = queueOf(sessionId).filter(({ kind }) => kind === 'message')
      const failed = messages.filter(({ failure }) => failure !== null).length
      return { queued: messages.length - failed, failed }
    },
    /** Amendments that wait for a message, in the order in which they were asked for. */
    amending: (sessionId: SessionId, target: EntryId): OutboxAmendment[] =>
      queueOf(sessionId).filter((item): item is OutboxAmendment => item.kind === 'amendment' && item.target === target),
    nextPosition: () => lastPosition + 1,
    /** Returns the time for a message that is queued now: later than every one before it, also where a clock was set back since. */
    nextQueuedAt: (nowMs: number) => (nowMs >= lastQueuedAt ? nowMs : lastQueuedAt + 1),
    add,
    /** Puts a newer version of a message in its place; one that has left meanwhile stays away. */
    replace: (message: OutboxItem) => {
      const queue = bySession.get(message.sessionId)
      const index = queue?.findIndex((other) => other.id === message.id) ?? -1
      if (!queue || index < 0) return
      queue[index] = message
      byId.set(message.id, message)
    },
    remove: (id: EntryId) => {
      const message = byId.get(id)
      if (!message) return
      byId.delete(id)
      const rest = queueOf(message.sessionId).filter((other) => other.id !== id)
      if (rest.length > 0) bySession.set(message.sessionId, rest)
      else bySession.delete(message.sessionId)
    },
    /** Of each session the first that is not parked and that `carries` says can be carried now. */
    heads: (carries: (item: OutboxItem) => boolean): OutboxItem[] =>
      [...bySession.values()].flatMap((queue) => queue.find((item) => item.failure === null && carries(item)) ?? []),
  }
}

/** Returns an unsent message as the screen shows it. */
export function toPending(message: OutboxMessage): PendingMessage {
  const { id, sessionId, thread, text, replyTo, queuedAt, attempts, failure } = message
  return {
    id,
    sessionId,
    thread,
    text,
    ...(replyTo !== null && { replyTo }),
    queuedAt,
    attempts,
    state: failure ? { kind: 'failed', failure } : { kind: 'queued' },
  }
}

function toPendingAmendment(amendment: OutboxAmendment): PendingAmendment {
  const { id, sessionId, thread, target, change, queuedAt, attempts, failure } = amendment
  const state = failure ? ({ kind: 'failed', failure } as const) : ({ kind: 'queued' } as const)
  return { id, sessionId, thread, target, change, queuedAt, attempts, state }
}

/** Returns what is unsent as the screen shows it: messages, and what is said of messages. */
export function toUnsent(items: readonly OutboxItem[]): {
  readonly pending: PendingMessage[]
  readonly amending: PendingAmendment[]
} {
  return {
    pending: items.flatMap((item) => (item.kind === 'message' ? [toPending(item)] : [])),
    amending: items.flatMap((item) => (item.kind === 'amendment' ? [toPendingAmendment(item)] : [])),
  }
}

export type UnsentMessages = ReturnType<typeof createUnsentMessages>
