import type { PendingMessage } from '../../../shared/ipc/message.ts'
import type { EntryId, SessionId } from '../../../shared/model/ids.ts'
import type { OutboxMessage } from '../../storage/outboxStore.ts'

/** The unsent messages in memory, as the disk has them: by id, and per session in the order of sending. */
export function createUnsentMessages(stored: readonly OutboxMessage[]) {
  const byId = new Map<EntryId, OutboxMessage>()
  const bySession = new Map<SessionId, OutboxMessage[]>()
  let lastPosition = 0

  function add(message: OutboxMessage): void {
    byId.set(message.id, message)
    const queue = bySession.get(message.sessionId) ?? []
    // Nearly always the last: to sort anew for each took a quarter of an enqueue, with thousands waiting.
    queue.splice(queue.findLastIndex(({ position }) => position <= message.position) + 1, 0, message)
    bySession.set(message.sessionId, queue)
    lastPosition = Math.max(lastPosition, message.position)
  }

  for (const message of stored) add(message)

  const queueOf = (sessionId: SessionId): readonly OutboxMessage[] => bySession.get(sessionId) ?? []

  return {
    find: (id: EntryId) => byId.get(id),
    all: () => [...byId.values()].sort((a, b) => a.position - b.position),
    of: queueOf,
    countsOf: (sessionId: SessionId) => {
      const queue = queueOf(sessionId)
      const failed = queue.filter((message) => message.failure !== null).length
      return { queued: queue.length - failed, failed }
    },
    nextPosition: () => lastPosition + 1,
    add,
    /** Puts a newer version of a message in its place; one that has left meanwhile stays away. */
    replace: (message: OutboxMessage) => {
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
    /** Of each session the first message that is not parked. */
    heads: (): OutboxMessage[] =>
      [...bySession.values()].flatMap((queue) => queue.find((message) => message.failure === null) ?? []),
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

export type UnsentMessages = ReturnType<typeof createUnsentMessages>
