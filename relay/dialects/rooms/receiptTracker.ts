import type { EntryId, SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { Watermark } from '../../../src/shared/model/watermark.ts'

/** Messages of a session whose ids are kept for receipts. */
const maxMessages = 500

export interface RecentMessage {
  readonly id: EntryId
  readonly seq: number
  readonly senderId: UserId
}

/** Messages and watermarks of a session, in order, for the receipts of those who join a room of it. */
export interface RecentHistory {
  readonly messages: readonly RecentMessage[]
  readonly watermarks: readonly (Watermark & { readonly userId: UserId })[]
}

/** Recent messages that a watermark has advanced over; null for a part that has not advanced. */
export interface AdvancedOver {
  readonly delivered: readonly RecentMessage[] | null
  readonly read: readonly RecentMessage[] | null
}

/** Messages of tracked sessions that receipts name, and how far everyone has received and read them. */
export interface ReceiptTracker {
  readonly track: (sessionId: SessionId) => void
  readonly forget: (sessionId: SessionId) => void
  readonly recordMessage: (sessionId: SessionId, message: RecentMessage) => void
  /** Adds the messages and watermarks of the session from before it was tracked. */
  readonly preload: (sessionId: SessionId, history: RecentHistory) => void
  readonly recordWatermark: (sessionId: SessionId, userId: UserId, watermark: Watermark) => AdvancedOver
}

export function createReceiptTracker(): ReceiptTracker {
  /** Messages of each tracked session by `seq`. */
  const tracked = new Map<
    SessionId,
    { readonly messages: RecentMessage[]; readonly watermarks: Map<UserId, Watermark> }
  >()
  return {
    track: (sessionId) => {
      if (!tracked.has(sessionId)) tracked.set(sessionId, { messages: [], watermarks: new Map() })
    },
    forget: (sessionId) => void tracked.delete(sessionId),
    recordMessage: (sessionId, message) => {
      const session = tracked.get(sessionId)
      if (!session) return
      session.messages.push(message)
      if (session.messages.length > maxMessages) session.messages.shift()
    },
    preload: (sessionId, { messages, watermarks }) => {
      const session = tracked.get(sessionId)
      if (!session) return
      const known = session.messages[0]?.seq ?? Number.POSITIVE_INFINITY
      session.messages.unshift(...messages.filter(({ seq }) => seq < known))
      for (const { userId, deliveredUpTo, readUpTo } of watermarks)
        if (!session.watermarks.has(userId)) session.watermarks.set(userId, { deliveredUpTo, readUpTo })
    },
    recordWatermark: (sessionId, userId, { deliveredUpTo, readUpTo }) => {
      const session = tracked.get(sessionId)
      if (!session) return { delivered: null, read: null }
      const before = session.watermarks.get(userId) ?? { deliveredUpTo: 0, readUpTo: 0 }
      session.watermarks.set(userId, { deliveredUpTo, readUpTo })
      const others = session.messages.filter((message) => message.senderId !== userId)
      const between = (after: number, upTo: number) =>
        upTo > after ? others.filter(({ seq }) => seq > after && seq <= upTo) : null
      return {
        delivered: between(before.deliveredUpTo, deliveredUpTo),
        read: between(before.readUpTo, readUpTo),
      }
    },
  }
}
