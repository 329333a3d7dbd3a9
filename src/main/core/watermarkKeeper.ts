import type { Clock } from '../../shared/model/clock.ts'
import { retryPolicyOf } from '../../shared/model/failure.ts'
import type { SessionId, UserId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { ParticipantWatermark } from '../../shared/model/watermark.ts'
import { limits } from '../../shared/protocol/limits.ts'
import type { Storage } from '../storage/storage.ts'
import { type BackOff, backOffMs } from './backOff.ts'
import { oncePerTurn } from './oncePerTurn.ts'
import type { Random } from './random.ts'
import type { RelayLine } from './relaySocket.ts'
import type { Trouble } from './trouble.ts'

export interface WatermarkKeeperParts {
  readonly storage: Pick<Storage, 'transact' | 'sessions' | 'entries' | 'watermarks'>
  readonly self: () => UserId
  readonly clock: Clock
  readonly random: Random
  readonly backOff: BackOff
  readonly trouble: Trouble
  readonly touch: (sessionId: SessionId) => void
  /** The relay does not know a session that is here. */
  readonly sessionsDiffer: () => void
  readonly tokenRefused: () => void
}

type SessionMark = ParticipantWatermark & { readonly sessionId: SessionId }

export type WatermarkKeeper = ReturnType<typeof createWatermarkKeeper>

/**
 * Watermarks of others as they are told, and this user's own as they are to be told. What the relay has yet to hear follows
 * from the disk (the cursor and `read_up_to` against what the relay confirmed), so that it survives everything.
 */
export function createWatermarkKeeper(parts: WatermarkKeeperParts) {
  const { storage } = parts
  let line: RelayLine | null = null
  let isSending = false
  let failures = 0
  let cancelRetry: (() => void) | null = null

  const advance = oncePerTurn(() => {
    if (!isSending) void send()
  })

  async function send(): Promise<void> {
    const over = line
    if (!over) return
    const marks = storage.watermarks.owed(parts.self(), limits.marksPerRequest)
    if (marks.length === 0) return
    isSending = true
    const reply = await over.request('watermark:advance', { marks })
    isSending = false
    if (over !== line) return advance()
    if (reply.outcome === 'answered') {
      failures = 0
      const confirmed = parts.trouble.writing(() => {
        storage.transact(() => {
          for (const mark of marks) merge({ ...mark, userId: parts.self() }, parts.self())
        })
        for (const { sessionId } of marks) parts.touch(sessionId)
      })
      return confirmed ? advance() : retryLater()
    }
    if (reply.outcome === 'refused') {
      const policy = retryPolicyOf[reply.failure.kind]
      if (policy === 'afterSignIn') parts.tokenRefused()
      if (policy === 'never') parts.sessionsDiffer()
    }
    retryLater()
  }

  function retryLater(): void {
    failures += 1
    cancelRetry?.()
    cancelRetry = parts.clock.after(backOffMs(failures, parts.backOff, parts.random), advance)
  }

  /** Takes over one watermark; inside a transaction. Reading on another of this user's consoles is reading here. */
  function merge(mark: SessionMark, self: UserId): boolean {
    const thread = storage.sessions.findThread(mark.sessionId, mark.thread)
    if (!thread) return false
    const grew = storage.watermarks.raise(thread.threadId, mark.userId, mark.deliveredUpTo, mark.readUpTo)
    if (mark.userId === self && mark.readUpTo > thread.readUpTo) raiseRead(mark.sessionId, mark.thread, mark.readUpTo)
    return grew
  }

  function raiseRead(sessionId: SessionId, name: Thread, upTo: number): boolean {
    const thread = storage.sessions.findThread(sessionId, name)
    if (!thread || upTo <= thread.readUpTo) return false
    const unreadCount = storage.entries.countUnread(thread, parts.self(), upTo, thread.heldUpTo)
    storage.sessions.saveThread({ ...thread, readUpTo: upTo, unreadCount })
    return true
  }

  return {
    /** Tells the relay, soon and in one request, what it has yet to hear. */
    advance,
    merge,
    /** Watermarks of anybody, from the relay. Throws `diskFull`. */
    receive: (marks: readonly SessionMark[]): void => {
      const self = parts.self()
      const grown = storage.transact(() => marks.filter((mark) => merge(mark, self)))
      for (const { sessionId } of grown) parts.touch(sessionId)
    },
    /** Entries of the thread up to `upTo`, as far as they are here, were in front of a person. Throws `diskFull`. */
    markSeen: (sessionId: SessionId, thread: Thread, upTo: number): void => {
      const grew = storage.transact(() => {
        const held = storage.sessions.findThread(sessionId, thread)?.heldUpTo ?? 0
        return raiseRead(sessionId, thread, Math.min(upTo, held))
      })
      if (!grew) return
      parts.touch(sessionId)
      advance()
    },
    changeLine: (next: RelayLine | null) => {
      if (next === line) return
      line = next
      failures = 0
      cancelRetry?.()
      advance()
    },
    close: () => {
      line = null
      cancelRetry?.()
    },
  }
}
