import type { Clock } from '../src/shared/model/clock.ts'
import type { Entry } from '../src/shared/model/entry.ts'
import { FailureError } from '../src/shared/model/failure.ts'
import { deviceIdSchema, type EntryId, type SessionId } from '../src/shared/model/ids.ts'
import type { Session } from '../src/shared/model/session.ts'
import type { Thread } from '../src/shared/model/thread.ts'
import { handshakeRefusals } from '../src/shared/protocol/handshake.ts'
import { up } from '../src/shared/protocol/up.ts'
import { protocolVersion } from '../src/shared/protocol/version.ts'
import { createCatchUp } from './catchUp.ts'
import { createDeviceId, createEntryId, type Random, randomBetween } from './random.ts'
import { openRelayConnection, type RelayConnection } from './relayConnection.ts'
import { createThreadLogs } from './threadLogs.ts'
import { createWatermarkReporter } from './watermarkReporter.ts'

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
  /** Resolves after the first catch-up; rejects when the relay refuses the token or the protocol for good. */
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
  /** What is held of a thread: all entries from `seq` 1 on, without gaps. */
  readonly readThread: (sessionId: SessionId, thread: Thread) => readonly Entry[]
  readonly sessions: () => readonly Session[]
  readonly close: () => void
}

const ownEntryDelayMs = 1_000
const firstBackOffMs = 300
const longestBackOffMs = 5_000

/** Connects, and reconnects with back-off until `close`. */
export function createParticipantClient(parts: ParticipantClientParts): ParticipantClient {
  const { clock, random } = parts
  const deviceId = deviceIdSchema.parse(createDeviceId(random))
  const logs = createThreadLogs()
  const sessions = new Map<SessionId, Session>()
  const sendChains = new Map<SessionId, Promise<unknown>>()
  const pauses = new Set<() => void>()
  const ready = Promise.withResolvers<void>()
  // A caller who does not wait for it must not be ended by it.
  ready.promise.catch(() => undefined)
  let connection: RelayConnection | null = null
  let openConnection: RelayConnection | null = null
  let opened = Promise.withResolvers<void>()
  let failedAttempts = 0
  let shutdownDelayMs = 0
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
  const backOffMs = (attempt: number) =>
    Math.min(longestBackOffMs, firstBackOffMs * 2 ** attempt) * randomBetween(random, 0.7, 1.3)

  const watermarks = createWatermarkReporter(clock, () => openConnection)
  const catchUp = createCatchUp({
    logs,
    clock,
    connection: () => openConnection,
    entryAdded: (entry) => {
      watermarks.raise(entry.sessionId, entry.thread, { deliveredUpTo: entry.seq })
      parts.entryAdded?.(entry)
    },
    sessionsListed: (listed) => {
      sessions.clear()
      for (const session of listed) sessions.set(session.id, session)
    },
    caughtUp: () => ready.resolve(),
  })

  const close = () => {
    isClosed = true
    connection?.close()
    opened.resolve()
    for (const end of [...pauses]) end()
    ready.reject(new FailureError('offline', 'The participant has left.'))
  }
  const renewToken = async () => {
    const token = await parts.getToken()
    await openConnection?.request('auth:refresh', { token }, up['auth:refresh'].ack)
  }
  const connectAgain = async () => {
    const delayMs = shutdownDelayMs + backOffMs(failedAttempts)
    failedAttempts += 1
    shutdownDelayMs = 0
    await pause(delayMs)
    if (!isClosed) await connect()
  }
  const connect = async () => {
    const token = await parts.getToken()
    if (isClosed) return
    const handshake = { token, protocol: protocolVersion, device: { id: deviceId, name: parts.deviceName } }
    const current = openRelayConnection(parts.relayUrl, handshake, clock, {
      opened: () => {
        failedAttempts = 0
        openConnection = current
        opened.resolve()
        catchUp.pullAll()
        watermarks.resume()
      },
      closed: (refusal) => {
        if (openConnection) opened = Promise.withResolvers()
        openConnection = null
        if (isClosed) return
        if (refusal === handshakeRefusals.invalidToken || refusal === handshakeRefusals.protocol) {
          ready.reject(new FailureError('unauthenticated', `The relay refuses the connection: ${refusal}`))
          close()
          return
        }
        void connectAgain()
      },
      received: {
        'log:entries': ({ items }) => catchUp.take(items),
        'sessions:changed': ({ items, removed }) => {
          for (const sessionId of removed) sessions.delete(sessionId)
          for (const session of items) sessions.set(session.id, session)
        },
        'auth:expiring': () => void renewToken(),
        'server:shutdown': ({ reconnectAfterMs }) => {
          shutdownDelayMs = reconnectAfterMs
        },
      },
    })
    connection = current
  }
  void connect()

  const sendUntilAnswered = async (message: OutgoingMessage) => {
    for (let attempt = 0; ; attempt += 1) {
      if (!openConnection && !isClosed) await opened.promise
      if (isClosed) throw new FailureError('offline', 'The participant has left.')
      const ack = await openConnection?.request('message:send', message, up['message:send'].ack)
      if (ack?.success) {
        // Not every relay sends an entry back to the connection that it came from.
        clock.after(ownEntryDelayMs, () => catchUp.expect(message.sessionId, message.thread, ack.seq))
        return { seq: ack.seq, at: ack.at }
      }
      if (ack?.retry === 'never') throw new FailureError(ack.code, ack.error)
      if (ack?.retry === 'afterSignIn') await renewToken()
      await pause(backOffMs(attempt))
    }
  }

  return {
    ready: ready.promise,
    newEntryId: () => createEntryId(random, clock.now()),
    send: (message) => {
      const before = sendChains.get(message.sessionId) ?? Promise.resolve()
      const sent = before.then(() => sendUntilAnswered(message))
      sendChains.set(
        message.sessionId,
        sent.catch(() => undefined),
      )
      return sent
    },
    markRead: (sessionId, thread, upTo) => watermarks.raise(sessionId, thread, { readUpTo: upTo }),
    setTyping: (sessionId, thread, typing) => {
      void openConnection?.request('typing:set', { sessionId, thread, typing }, up['typing:set'].ack)
    },
    readThread: logs.read,
    sessions: () => [...sessions.values()],
    close,
  }
}
