import type { KeptEvent } from '../../src/client/keepConnected.ts'
import { createSendReceipts } from '../../src/client/sendReceipts.ts'
import type { Entry } from '../../src/shared/model/entry.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { EntryId, SessionId } from '../../src/shared/model/ids.ts'
import type { Session } from '../../src/shared/model/session.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import { createEntryId } from '../random.ts'
import { createCatchUp } from './catchUp.ts'
import { createMessageSender, type OutgoingMessage, type Place } from './messageSender.ts'
import { createParticipantConnection, type ParticipantConnectionParts } from './participantConnection.ts'
import { createPauses } from './pauses.ts'
import { createThreadLogs } from './threadLogs.ts'

export interface ParticipantClientParts extends ParticipantConnectionParts {
  /** Every entry once, each thread in the order of its `seq`, those of the catch-up included. */
  readonly entryAdded?: (entry: Entry) => void
}

/** One participant on the native protocol, on one device, with all of their sessions. */
export interface ParticipantClient {
  /** Resolves after the first catch-up. Rejects when the relay refuses the protocol, or a token and the next one before that. */
  readonly ready: Promise<void>
  readonly newEntryId: () => EntryId
  /**
   * Sends with the same id until the relay has answered, over reconnects too, in order per session; resolves with the place of
   * the message. Rejects with the relay's `FailureError` when the answer is permanent, and with `offline` after `close`.
   */
  readonly send: (message: OutgoingMessage) => Promise<Place>
  /** Advances `readUpTo`. `deliveredUpTo` follows by itself what is held. */
  readonly markRead: (sessionId: SessionId, thread: Thread, upTo: number) => void
  /** Ephemeral: nothing happens without a connection. */
  readonly setTyping: (sessionId: SessionId, thread: Thread, typing: boolean) => void
  /** Returns the held part of a thread: all entries from `seq` 1 on, without gaps. */
  readonly readThread: (sessionId: SessionId, thread: Thread) => readonly Entry[]
  readonly sessions: () => readonly Session[]
  readonly close: () => void
}

const ownEntryDelayMs = 1_000
/** Receipts of so long a time go together. */
const gatherMs = 50

/** Connects, and reconnects with back-off until `close`. */
export function createParticipantClient(parts: ParticipantClientParts): ParticipantClient {
  const { clock, random } = parts
  const jitter = { fraction: random }
  const logs = createThreadLogs()
  const sessions = new Map<SessionId, Session>()
  const pauses = createPauses(clock)
  const ready = Promise.withResolvers<void>()
  // A caller who does not wait for it must not be ended by it.
  ready.promise.catch(() => undefined)

  const connection = createParticipantConnection(parts, {
    opened: () => {
      catchUp.pullAll()
      receipts.resume()
    },
    received,
    refused: ({ kind, message }) => {
      ready.reject(new FailureError(kind, `The relay refuses the connection: ${message}`))
      if (kind === 'protocol') close()
    },
  })
  const receipts = createSendReceipts({ clock, jitter, gatherMs, request: () => connection.socket()?.request })
  const catchUp = createCatchUp({
    logs,
    clock,
    socket: connection.socket,
    entryAdded: (entry) => {
      receipts.raise(entry.sessionId, entry.thread, { deliveredUpTo: entry.seq })
      parts.entryAdded?.(entry)
    },
    sessionsListed: (listed) => {
      sessions.clear()
      for (const session of listed) sessions.set(session.id, session)
    },
    caughtUp: () => {
      connection.proved()
      ready.resolve()
    },
  })
  const send = createMessageSender({
    jitter,
    pauses,
    untilOpen: connection.untilOpen,
    tokenRefused: connection.renewToken,
  })
  connection.start()

  function received({ name, payload }: KeptEvent): void {
    if (name === 'log:entries') catchUp.take(payload.items)
    if (name !== 'sessions:changed') return
    for (const sessionId of payload.removed) sessions.delete(sessionId)
    for (const session of payload.items) sessions.set(session.id, session)
  }

  function close(): void {
    pauses.close()
    connection.close()
    ready.reject(new FailureError('offline', 'The participant has left.'))
  }

  return {
    ready: ready.promise,
    newEntryId: () => createEntryId(random, clock.now()),
    send: async (message) => {
      const place = await send(message)
      // Not every relay sends an entry back to the connection that it came from.
      clock.after(ownEntryDelayMs, () => catchUp.expect(message.sessionId, message.thread, place.seq))
      return place
    },
    markRead: (sessionId, thread, upTo) => receipts.raise(sessionId, thread, { readUpTo: upTo }),
    setTyping: (sessionId, thread, typing) => {
      void connection.socket()?.request('typing:set', { sessionId, thread, typing })
    },
    readThread: logs.read,
    sessions: () => [...sessions.values()],
    close,
  }
}
