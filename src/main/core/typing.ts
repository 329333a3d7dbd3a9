import type { TypingNotice } from '../../shared/ipc/consoleState.ts'
import type { Clock } from '../../shared/model/clock.ts'
import type { Entry } from '../../shared/model/entry.ts'
import type { SessionId, UserId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import { limits } from '../../shared/protocol/limits.ts'
import type { TypingItem, TypingSet } from '../../shared/protocol/typing.ts'
import type { Emit } from './events.ts'
import type { RelayLine } from './relaySocket.ts'

export interface TypingParts {
  readonly clock: Clock
  readonly emit: Emit
  readonly self: () => UserId
}

interface Typist {
  readonly name: string
  readonly cancelExpiry: () => void
}

/** A notice is renewed at most this often, so that it reaches the others before it expires with them. */
const renewalMs = limits.typingExpiresMs / 2

/** Who types where. Nothing of it is stored, and every notice expires by itself. */
export function createTyping(parts: TypingParts) {
  const places = new Map<string, { sessionId: SessionId; thread: Thread; typists: Map<UserId, Typist> }>()
  const told = new Map<string, number>()
  let line: RelayLine | null = null

  const keyOf = (sessionId: SessionId, thread: Thread) => `${thread} ${sessionId}`

  function notices(): TypingNotice[] {
    return [...places.values()].map(({ sessionId, thread, typists }) => ({
      sessionId,
      thread,
      people: [...typists].map(([userId, { name }]) => ({ userId, name })),
    }))
  }

  function tell(sessionId: SessionId, thread: Thread): void {
    const notice = notices().find((one) => one.sessionId === sessionId && one.thread === thread)
    parts.emit({ name: 'typingChanged', payload: notice ?? { sessionId, thread, people: [] } })
  }

  function begin({ sessionId, thread, userId, name }: TypingItem): void {
    const key = keyOf(sessionId, thread)
    const place = places.get(key) ?? { sessionId, thread, typists: new Map<UserId, Typist>() }
    const before = place.typists.get(userId)
    before?.cancelExpiry()
    const cancelExpiry = parts.clock.after(limits.typingExpiresMs, () => stop(sessionId, thread, userId))
    place.typists.set(userId, { name, cancelExpiry })
    places.set(key, place)
    if (before?.name !== name) tell(sessionId, thread)
  }

  function stop(sessionId: SessionId, thread: Thread, userId: UserId): void {
    const key = keyOf(sessionId, thread)
    const place = places.get(key)
    const typist = place?.typists.get(userId)
    if (!place || !typist) return
    typist.cancelExpiry()
    place.typists.delete(userId)
    if (place.typists.size === 0) places.delete(key)
    tell(sessionId, thread)
  }

  function stopAll(): void {
    for (const { sessionId, thread, typists } of [...places.values()]) {
      for (const userId of [...typists.keys()]) stop(sessionId, thread, userId)
    }
  }

  return {
    notices,
    receive: (items: readonly TypingItem[]): void => {
      for (const item of items) {
        if (item.userId === parts.self()) continue
        if (item.typing) begin(item)
        else stop(item.sessionId, item.thread, item.userId)
      }
    },
    /** Who has sent a message has stopped typing it. */
    sent: (entries: readonly Entry[]): void => {
      for (const { sessionId, thread, senderId } of entries) stop(sessionId, thread, senderId)
    },
    /** Tells the others, no more often than they need it. Without a socket nobody is told. */
    set: (request: TypingSet): void => {
      const key = keyOf(request.sessionId, request.thread)
      const nowMs = parts.clock.now()
      const lastMs = told.get(key)
      if (request.typing ? lastMs !== undefined && nowMs - lastMs < renewalMs : lastMs === undefined) return
      if (request.typing) told.set(key, nowMs)
      else told.delete(key)
      if (line?.via === 'socket') void line.request('typing:set', request)
    },
    /** The own message of this thread is on its way, which ends the notice with everybody. */
    finished: (sessionId: SessionId, thread: Thread): void => {
      told.delete(keyOf(sessionId, thread))
    },
    changeLine: (next: RelayLine | null) => {
      if (next === line) return
      line = next
      told.clear()
      stopAll()
    },
    close: () => {
      line = null
      stopAll()
    },
  }
}
