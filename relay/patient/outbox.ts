import type { Clock } from '../../src/shared/model/clock.ts'
import { FailureError, type FailureKind, retryPolicyOf } from '../../src/shared/model/failure.ts'
import type { EntryId } from '../../src/shared/model/ids.ts'
import type { Outgoing, OwnInvitation, PageStore } from './pageStore.ts'
import type { RelaySocket } from './relaySocket.ts'

/** A message of one's own that the log does not hold yet. */
export interface OwnMessage extends Outgoing {
  /** The relay has it, and the log will hold it in a moment. */
  readonly isSent: boolean
}

export interface Outbox {
  /** In the order in which they were written. */
  readonly messages: () => readonly OwnMessage[]
  /** Reads what was left from before. */
  readonly load: () => Promise<void>
  /** Keeps a message and sends it as soon as it can be. Rejects when the browser cannot keep it: then nothing was taken. */
  readonly add: (text: string) => Promise<void>
  /** Sends what waits, if there is a connection. */
  readonly flush: () => void
  /** The log holds these: they need not be sent, or kept, any more. */
  readonly settle: (ids: ReadonlySet<EntryId>) => void
  /** Sends a refused message again, with the same id. */
  readonly again: (id: EntryId) => Promise<void>
  readonly discard: (id: EntryId) => Promise<void>
}

const firstWaitMs = 1_000
const longestWaitMs = 30_000

/**
 * Sends one message after the other, each again and again with the same id until the relay has it or refuses it for good; the
 * next one then goes on.
 */
export function createOutbox(parts: {
  readonly own: OwnInvitation
  readonly store: PageStore
  readonly socket: () => RelaySocket | undefined
  readonly newEntryId: () => EntryId
  readonly clock: Clock
  readonly changed: () => void
}): Outbox {
  const { own, store, clock, changed } = parts
  let messages: readonly OwnMessage[] = []
  let isSending = false
  let attempts = 0
  let cancelWait: () => void = () => undefined

  const replace = (id: EntryId, next: OwnMessage | undefined) => {
    messages = messages.flatMap((message) => (message.id === id ? (next ?? []) : message))
    changed()
  }
  const waiting = () => messages.find(({ isSent, refused }) => !isSent && refused === undefined)

  /** Whether the next message may be sent now. */
  async function send(message: OwnMessage, socket: RelaySocket): Promise<boolean> {
    try {
      const { id, text } = message
      await socket.request('message:send', { id, sessionId: own.sessionId, thread: 'care', type: 'text', text })
      attempts = 0
      await store.removeOutgoing(id)
      // Unless the log was faster.
      if (messages.some((kept) => kept.id === id)) replace(id, { ...message, isSent: true })
      return true
    } catch (error) {
      return await takeRefusal(message, error instanceof FailureError ? error.failure.kind : 'internal')
    }
  }

  async function takeRefusal(message: OwnMessage, kind: FailureKind): Promise<boolean> {
    if (retryPolicyOf[kind] === 'never') {
      const refused = { ...message, refused: kind }
      const { isSent: _, ...kept } = refused
      await store.putOutgoing(own, kept)
      replace(message.id, refused)
      return true
    }
    attempts += 1
    cancelWait = clock.after(Math.min(firstWaitMs * 2 ** (attempts - 1), longestWaitMs), () => void work())
    return false
  }

  async function work(): Promise<void> {
    if (isSending) return
    isSending = true
    cancelWait()
    try {
      for (let next = waiting(), socket = parts.socket(); next && socket; next = waiting(), socket = parts.socket()) {
        if (!(await send(next, socket))) break
      }
    } finally {
      isSending = false
    }
  }

  return {
    messages: () => messages,
    load: async () => {
      messages = (await store.outgoing(own)).map((message) => ({ ...message, isSent: false }))
    },
    add: async (text) => {
      const message = { id: parts.newEntryId(), text, writtenAt: clock.now() }
      const kept = await store.addOutgoing(own, message)
      messages = [...messages, { ...kept, isSent: false }]
      changed()
      void work()
    },
    flush: () => {
      attempts = 0
      void work()
    },
    settle: (ids) => {
      const settled = messages.filter(({ id }) => ids.has(id))
      if (settled.length === 0) return
      messages = messages.filter(({ id }) => !ids.has(id))
      for (const { id, isSent } of settled) if (!isSent) void store.removeOutgoing(id)
      changed()
    },
    again: async (id) => {
      const message = messages.find((kept) => kept.id === id)
      if (!message) return
      const { refused: _, isSent: _sent, ...kept } = message
      await store.putOutgoing(own, kept)
      replace(id, { ...kept, isSent: false })
      void work()
    },
    discard: async (id) => {
      await store.removeOutgoing(id)
      replace(id, undefined)
    },
  }
}
