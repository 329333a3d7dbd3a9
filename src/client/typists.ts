import type { SessionId, UserId } from '../shared/model/ids.ts'
import type { Thread } from '../shared/model/thread.ts'
import type { Clock } from '../shared/model/timing/clock.ts'
import { limits } from '../shared/protocol/limits.ts'
import type { TypingItem } from '../shared/protocol/typing.ts'

/** Everybody else who types in a thread. */
export interface ThreadTypists {
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly people: readonly { readonly userId: UserId; readonly name: string }[]
}

interface Typist {
  readonly name: string
  readonly cancelExpiry: () => void
}

/** Creates the list of those who type, by thread. Each notice expires by itself, and nothing is stored. */
export function createTypists(parts: {
  readonly clock: Pick<Clock, 'after'>
  /** Returns the user whose own typing, on another device, is not listed. */
  readonly self: () => UserId
  /** Called with a thread in which somebody began or stopped; a notice that is renewed changes nothing. */
  readonly changed: (typists: ThreadTypists) => void
}) {
  const threads = new Map<string, { sessionId: SessionId; thread: Thread; typists: Map<UserId, Typist> }>()

  function all(): { sessionId: SessionId; thread: Thread; people: { userId: UserId; name: string }[] }[] {
    return [...threads.values()].map(({ sessionId, thread, typists }) => ({
      sessionId,
      thread,
      people: [...typists].map(([userId, { name }]) => ({ userId, name })),
    }))
  }

  function reportChange(sessionId: SessionId, thread: Thread): void {
    const typists = all().find((one) => one.sessionId === sessionId && one.thread === thread)
    parts.changed(typists ?? { sessionId, thread, people: [] })
  }

  function begin({ sessionId, thread, userId, name }: TypingItem): void {
    const key = keyOf(sessionId, thread)
    const own = threads.get(key) ?? { sessionId, thread, typists: new Map<UserId, Typist>() }
    const before = own.typists.get(userId)
    before?.cancelExpiry()
    const cancelExpiry = parts.clock.after(limits.typingExpiresMs, () => stop(sessionId, thread, userId))
    own.typists.set(userId, { name, cancelExpiry })
    threads.set(key, own)
    if (before?.name !== name) reportChange(sessionId, thread)
  }

  function stop(sessionId: SessionId, thread: Thread, userId: UserId): void {
    const key = keyOf(sessionId, thread)
    const own = threads.get(key)
    const typist = own?.typists.get(userId)
    if (!own || !typist) return
    typist.cancelExpiry()
    own.typists.delete(userId)
    if (own.typists.size === 0) threads.delete(key)
    reportChange(sessionId, thread)
  }

  return {
    all,
    /** Takes what the relay sent. */
    receive: (items: readonly TypingItem[]): void => {
      for (const item of items) {
        if (item.userId === parts.self()) continue
        if (item.typing) begin(item)
        else stop(item.sessionId, item.thread, item.userId)
      }
    },
    /** Ends the typing of somebody, who has sent a message. */
    stop,
    stopAll: (): void => {
      for (const { sessionId, thread, typists } of [...threads.values()]) {
        for (const userId of [...typists.keys()]) stop(sessionId, thread, userId)
      }
    },
  }
}

function keyOf(sessionId: SessionId, thread: Thread): string {
  return `${thread} ${sessionId}`
}
