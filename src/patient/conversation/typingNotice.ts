import type { RelaySocket } from '../../client/relaySocket.ts'
import { createSendTyping } from '../../client/sendTyping.ts'
import type { SessionId } from '../../shared/model/ids.ts'
import { hasVisibleText } from '../../shared/model/text/visibleText.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import { limits } from '../../shared/protocol/limits.ts'

export interface TypingNotice {
  /** The text has become this one by the person's hand. */
  readonly changed: (text: string) => void
}

/** Notifies the others that the person writes, while it lasts, and that they have stopped. */
export function createTypingNotice(parts: {
  readonly sessionId: SessionId
  readonly socket: () => RelaySocket | undefined
  readonly clock: Clock
}): TypingNotice {
  const { sessionId, clock } = parts
  const sending = createSendTyping({ clock, request: () => parts.socket()?.request })
  let cancelStop: () => void = () => undefined

  function set(typing: boolean): void {
    cancelStop()
    sending.set({ sessionId, thread: 'care', typing })
    if (typing) cancelStop = clock.after(limits.typingExpiresMs, () => set(false))
  }

  return { changed: (text) => set(hasVisibleText(text)) }
}
