import type { AttemptFailure } from '../src/client/attempts.ts'
import { clientTimings } from '../src/client/clientTimings.ts'
import { keepConnected } from '../src/client/keepConnected.ts'
import { openSocket } from '../src/client/openSocket.ts'
import type { RelaySocket } from '../src/client/relaySocket.ts'
import { createSendReceipts } from '../src/client/sendReceipts.ts'
import type { Entry } from '../src/shared/model/entry.ts'
import { FailureError, retryPolicyOf } from '../src/shared/model/failure.ts'
import { deviceIdSchema, type EntryId, type SessionId } from '../src/shared/model/ids.ts'
import type { Session } from '../src/shared/model/session.ts'
import type { Thread } from '../src/shared/model/thread.ts'
import { type BackOff, backOffMs } from '../src/shared/model/timing/backOff.ts'
import type { Clock } from '../src/shared/model/timing/clock.ts'
import { createSerialize, type Serialize } from '../src/shared/model/timing/serialize.ts'
import { createCatchUp } from './catchUp.ts'
import { createDeviceId, createEntryId, type Random } from './random.ts'
import { createThreadLogs } from './replay/threadLogs.ts'

export interface ParticipantClientParts {
  readonly relayUrl: string
  /** A fresh token of the participant; asked for at every connect and when the relay says that the token expires. */
  readonly getToken: () => Promise<string>
  readonly deviceName: string
  readonly clock: Clock
  readonly random: Random
  /** Every entry once, each thread in the order of its `seq`, those of the catch-up included. */
  readonly entryAdded?: (entry: Entry) => void
}

interface OutgoingMessage {
  readonly id: EntryId
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly text: string
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
  readonly send: (message: OutgoingMessage) => Promise<{ readonly seq: number; readonly at: number }>
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
const resend: BackOff = { firstMs: 300, longestMs: 5_000 }

/** Connects, and reconnects with back-off until `close`. */
export function createParticipantClient(parts: ParticipantClientParts): ParticipantClient {
  const { clock, random } = parts
  const jitter = { fraction: random }
  const logs = createThreadLogs()
  const sessions = new Map<SessionId, Session>()
  const serializeOf = new Map<SessionId, Serialize>()
  const pauses = new Set<() => void>()
  const ready = Promise.withResolvers<void>()
  // A caller who does not wait for it must not be ended by it.
  ready.promise.catch(() => undefined)
  let socket: RelaySocket | undefined
  let opened = Promise.withResolvers<void>()
  let isClosed = false

  const pause = (delayMs: number) =>
    new Promise<void>((resolve) => {
      const end = () => {
        cancel()
        pauses.delete(end)
        resolve()
      }
      const cancel = clock.after(delayMs, end)
      pauses.add(end)
    })

  const receipts = createSendReceipts({ clock, jitter, gatherMs, request: () => socket?.request })
  const catchUp = createCatchUp({
    logs,
    clock,
    socket: () => socket,
    entryAdded: (entry) => {
      receipts.raise(entry.sessionId, entry.thread, { deliveredUpTo: entry.seq })
      parts.entryAdded?.(entry)
    },
    sessionsListed: (listed) => {
      sessions.clear()
      for (const session of listed) sessions.set(session.id, session)
    },
    caughtUp: () => {
      kept.proved()
      ready.resolve()
    },
  })
  const kept = keepConnected(
    {
      relayUrl: parts.relayUrl,
      device: { id: deviceIdSchema.parse(createDeviceId(random)), name: parts.deviceName },
      openSocket,
      tokens: { current: parts.getToken, renew: parts.getToken },
      ...{ clock, jitter, timings: clientTimings },
    },
    {
      failed,
      opened: (opening) => {
        socket = opening
        opened.resolve()
        catchUp.pullAll()
        receipts.resume()
      },
      lost: () => {
        socket = undefined
        opened = Promise.withResolvers()
      },
      received: ({ name, payload }) => {
        if (name === 'log:entries') catchUp.take(payload.items)
        if (name !== 'sessions:changed') return
        for (const sessionId of payload.removed) sessions.delete(sessionId)
        for (const session of payload.items) sessions.set(session.id, session)
      },
      // Catching up fetches what was in a frame that is not valid, and the relay ends a connection whose token runs out.
      invalid: () => undefined,
      notRenewed: () => undefined,
    },
  )
  kept.start()

  function failed({ at, failure }: AttemptFailure): BackOff {
    if (at === 'relay')
      ready.reject(new FailureError(failure.kind, `The relay refuses the connection: ${failure.message}`))
    if (failure.kind === 'protocol') close()
    return clientTimings.reconnect
  }

  function close(): void {
    isClosed = true
    kept.stop()
    socket = undefined
    opened.resolve()
    for (const end of [...pauses]) end()
    ready.reject(new FailureError('offline', 'The participant has left.'))
  }

  const sendUntilAnswered = async (message: OutgoingMessage) => {
    for (let attempt = 1; ; attempt += 1) {
      if (!socket && !isClosed) await opened.promise
      if (isClosed) throw new FailureError('offline', 'The participant has left.')
      const reply = await socket?.request('message:send', message)
      if (reply?.outcome === 'answered') {
        const { seq, at } = reply.answer
        // Not every relay sends an entry back to the connection that it came from.
        clock.after(ownEntryDelayMs, () => catchUp.expect(message.sessionId, message.thread, seq))
        return { seq, at }
      }
      if (reply?.outcome === 'refused') {
        const { kind, message: words } = reply.failure
        if (retryPolicyOf[kind] === 'never') throw new FailureError(kind, words)
        if (retryPolicyOf[kind] === 'afterSignIn') kept.renew()
      }
      await pause(backOffMs(attempt, resend, jitter))
    }
  }

  return {
    ready: ready.promise,
    newEntryId: () => createEntryId(random, clock.now()),
    send: (message) => {
      const serialize = serializeOf.get(message.sessionId) ?? createSerialize()
      serializeOf.set(message.sessionId, serialize)
      return serialize(() => sendUntilAnswered(message))
    },
    markRead: (sessionId, thread, upTo) => receipts.raise(sessionId, thread, { readUpTo: upTo }),
    setTyping: (sessionId, thread, typing) => {
      void socket?.request('typing:set', { sessionId, thread, typing })
    },
    readThread: logs.read,
    sessions: () => [...sessions.values()],
    close,
  }
}
