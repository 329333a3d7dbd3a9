import type { RelaySocket } from '../../src/client/relaySocket.ts'
import { FailureError, retryPolicyOf } from '../../src/shared/model/failure.ts'
import type { EntryId, SessionId } from '../../src/shared/model/ids.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import { type BackOff, backOffMs, type Jitter } from '../../src/shared/model/timing/backOff.ts'
import { createSerialize, type Serialize } from '../../src/shared/model/timing/serialize.ts'
import type { Pauses } from './pauses.ts'

export interface OutgoingMessage {
  readonly id: EntryId
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly text: string
}

/** Place of a message in its thread. */
export interface Place {
  readonly seq: number
  readonly at: number
}

export interface MessageSenderParts {
  readonly jitter: Jitter
  readonly pauses: Pauses
  /** Resolves with a socket when there is one, or with undefined. */
  readonly untilOpen: () => Promise<RelaySocket | undefined>
  readonly tokenRefused: () => void
}

const resend: BackOff = { firstMs: 300, longestMs: 5_000 }

/**
 * Returns how to send: with the same id until the relay has answered, in order per session. A send resolves with the place of the
 * message; it rejects with the relay's `FailureError` when the refusal is permanent, and with `offline` after the end.
 */
export function createMessageSender(parts: MessageSenderParts): (message: OutgoingMessage) => Promise<Place> {
  const serializeOf = new Map<SessionId, Serialize>()

  return (message) => {
    const serialize = serializeOf.get(message.sessionId) ?? createSerialize()
    serializeOf.set(message.sessionId, serialize)
    return serialize(() => sendUntilAnswered(parts, message))
  }
}

async function sendUntilAnswered(
  { jitter, pauses, untilOpen, tokenRefused }: MessageSenderParts,
  message: OutgoingMessage,
): Promise<Place> {
  for (let attempt = 1; ; attempt += 1) {
    const socket = await untilOpen()
    if (pauses.isClosed()) throw new FailureError('offline', 'The participant has left.')
    const reply = await socket?.request('message:send', message)
    if (reply?.outcome === 'answered') return { seq: reply.answer.seq, at: reply.answer.at }
    if (reply?.outcome === 'refused') {
      const { kind, message: reason } = reply.failure
      if (retryPolicyOf[kind] === 'never') throw new FailureError(kind, reason)
      if (retryPolicyOf[kind] === 'afterSignIn') tokenRefused()
    }
    await pauses.pause(backOffMs(attempt, resend, jitter))
  }
}
