import type { Clock } from '../../src/shared/model/clock.ts'
import type { SessionId } from '../../src/shared/model/ids.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { RelaySocket } from './relaySocket.ts'

export interface TypingNotice {
  /** The text has become this one by the person's hand. */
  readonly changed: (text: string) => void
}

const renewMs = limits.typingExpiresMs / 2

/** Tells the others that the person writes, at most every so often while it lasts, and that they have stopped. */
export function createTypingNotice(parts: {
  readonly sessionId: SessionId
  readonly socket: () => RelaySocket | undefined
  readonly clock: Clock
}): TypingNotice {
  const { sessionId, clock } = parts
  let toldAtMs: number | undefined
  let cancelStop: () => void = () => undefined

  function tell(typing: boolean): void {
    toldAtMs = typing ? clock.now() : undefined
    // It is over by itself where it does not arrive.
    const request = parts.socket()?.request('typing:set', { sessionId, thread: 'care', typing })
    request?.then(undefined, () => undefined)
  }
  function stop(): void {
    cancelStop()
    if (toldAtMs !== undefined) tell(false)
  }

  return {
    changed: (text) => {
      if (text.trim() === '') {
        stop()
        return
      }
      if (toldAtMs === undefined || clock.now() - toldAtMs >= renewMs) tell(true)
      cancelStop()
      cancelStop = clock.after(limits.typingExpiresMs, stop)
    },
  }
}
