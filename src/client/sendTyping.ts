import type { Clock } from '../shared/model/timing/clock.ts'
import { limits } from '../shared/protocol/limits.ts'
import type { TypingSet } from '../shared/protocol/typing.ts'
import type { SendRequest } from './relaySocket.ts'

/** A notice is renewed at most this often, so that it reaches the others before it expires with them. */
const renewalMs = limits.typingExpiresMs / 2

/** Creates the sender of a user's own typing, which sends it to the relay no more often than others need it. */
export function createSendTyping(parts: {
  readonly clock: Pick<Clock, 'steady'>
  /** Returns how to ask over the socket; undefined while there is none, and nothing is sent. */
  readonly request: () => SendRequest | undefined
}) {
  /** When it was last sent, by thread. */
  const sentAtMs = new Map<string, number>()

  return {
    set: (typing: TypingSet): void => {
      const key = keyOf(typing)
      const nowMs = parts.clock.steady()
      const lastMs = sentAtMs.get(key)
      if (typing.typing ? lastMs !== undefined && nowMs - lastMs < renewalMs : lastMs === undefined) return
      if (typing.typing) sentAtMs.set(key, nowMs)
      else sentAtMs.delete(key)
      // Where it does not arrive, it is over by itself.
      void parts.request()?.('typing:set', typing)
    },
    /** A message of this thread is on its way, which ends the notice with everybody. */
    finished: (thread: Pick<TypingSet, 'sessionId' | 'thread'>): void => void sentAtMs.delete(keyOf(thread)),
    /** The relay knows of nothing any more. */
    forget: (): void => sentAtMs.clear(),
  }
}

function keyOf({ sessionId, thread }: Pick<TypingSet, 'sessionId' | 'thread'>): string {
  return `${thread} ${sessionId}`
}
