import type { UserId } from '../../src/shared/model/ids.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'

export interface Typing {
  readonly session: CachedSession
  readonly thread: Thread
  readonly userId: UserId
  readonly name: string
  /** Returns whether they may still post there. */
  readonly isAllowed: () => boolean
}

export interface TypingIndicators {
  /** Someone types, or does so still. */
  readonly start: (connectionId: string, typing: Typing) => void
  /** Someone has stopped, or has sent what they typed. */
  readonly stop: (userId: UserId, session: CachedSession, thread: Thread) => void
  readonly leave: (connectionId: string) => void
  /** A session has changed: those who may no longer post in it have stopped. */
  readonly review: (session: CachedSession) => void
}

/** Renewals are published at most this often, in ms: receivers forget a notice after three seconds at the soonest. */
const publishedEveryMs = 1_000

/**
 * Creates the indicators of who types. A notice that is not renewed within `limits.typingExpiresMs` is over. Held in memory only.
 * `publish` is called for each beginning, for renewals (receivers forget too) now and then, and for each end.
 */
export function createTypingIndicators(
  clock: Clock,
  publish: (typing: Typing, isTyping: boolean) => void,
): TypingIndicators {
  const notices = new Map<
    string,
    {
      readonly typing: Typing
      readonly connectionId: string
      readonly publishedAtMs: number
      readonly cancel: () => void
    }
  >()
  const keyOf = (userId: UserId, session: CachedSession, thread: Thread) => `${userId} ${session.record().id} ${thread}`

  function end(key: string): void {
    const notice = notices.get(key)
    if (!notice) return
    notice.cancel()
    notices.delete(key)
    publish(notice.typing, false)
  }

  return {
    start: (connectionId, typing) => {
      const key = keyOf(typing.userId, typing.session, typing.thread)
      const before = notices.get(key)
      before?.cancel()
      const cancel = clock.after(limits.typingExpiresMs, () => end(key))
      const nowMs = clock.steady()
      const isDue = before === undefined || nowMs - before.publishedAtMs >= publishedEveryMs
      notices.set(key, { typing, connectionId, publishedAtMs: isDue ? nowMs : before.publishedAtMs, cancel })
      if (isDue) publish(typing, true)
    },
    stop: (userId, session, thread) => {
      if (notices.size > 0) end(keyOf(userId, session, thread))
    },
    leave: (connectionId) => {
      for (const [key, notice] of notices) if (notice.connectionId === connectionId) end(key)
    },
    review: (session) => {
      for (const [key, { typing }] of notices) if (typing.session === session && !typing.isAllowed()) end(key)
    },
  }
}
