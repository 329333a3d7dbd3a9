import type { SessionId, UserId } from '../../src/shared/model/ids.ts'

/** Subject of a notification, as far as it may be of a session. */
interface Subject {
  readonly kind: string
  readonly sessionId?: SessionId | undefined
}

export interface UnreadSessions {
  /** Begins to keep those of a user who has connected. */
  readonly open: (userId: UserId) => void
  /** Notes that a user has an unread notification; of users who are not connected nothing is kept. */
  readonly add: (userId: UserId, about: Subject) => void
  /** Returns whether there may be unread notifications of the session's messages, which count as read from then on. */
  readonly take: (userId: UserId, sessionId: SessionId) => boolean
  /** Everything of the user was read. */
  readonly clear: (userId: UserId) => void
  /** Nothing is known of the user from then on: each `take` is true. */
  readonly forget: (userId: UserId) => void
}

/**
 * Creates the index of the sessions with unread messages of the users who are connected to this node, so that reading on costs
 * no look-up.
 */
export function createUnreadSessions(): UnreadSessions {
  const byUser = new Map<UserId, Set<SessionId>>()
  return {
    open: (userId) => {
      if (!byUser.has(userId)) byUser.set(userId, new Set())
    },
    add: (userId, { kind, sessionId }) => {
      if (kind === 'message' && sessionId !== undefined) byUser.get(userId)?.add(sessionId)
    },
    take: (userId, sessionId) => byUser.get(userId)?.delete(sessionId) ?? true,
    clear: (userId) => byUser.get(userId)?.clear(),
    forget: (userId) => void byUser.delete(userId),
  }
}
