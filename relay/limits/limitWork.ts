import type { AttachmentUseCases } from '../attachments/attachmentUseCases.ts'
import type { NotificationUseCases } from '../notifications/notificationUseCases.ts'
import type { PresenceUseCases } from '../presence/presenceUseCases.ts'
import type { Principal } from '../sessions/access/principal.ts'
import type { SessionUseCases } from '../sessions/sessionUseCases.ts'
import type { RateLimiter } from './createRateLimiter.ts'
import type { Turns } from './createTurns.ts'
import { workCosts as costs } from './workCosts.ts'

/**
 * Runs what a principal wants within the principal's budget, and in turn with others. `before` is what it costs at the least; what it came
 * to beside that is counted once it is done. Refuses with `rateLimited`.
 */
export type Work = <T>(
  principal: Pick<Principal, 'userId'>,
  before: number,
  work: () => Promise<T>,
  beside?: (answer: T) => number,
) => Promise<T>

export function createWork(limit: RateLimiter, turns: Turns): Work {
  const uncounted = new Map<string, number>()

  /** Undefined where it is too little to be counted by itself: for a receipt, counting would cost as much as the receipt. */
  function charge(userId: string, points: number, isDone: boolean): Promise<void> | undefined {
    const sum = (uncounted.get(userId) ?? 0) + points
    if (sum >= costs.countedAtOnce) {
      uncounted.delete(userId)
      return limit('workAsUser', userId, { points: sum, isDone })
    }
    // Those who came and went are forgiven less than a page each.
    if (uncounted.size >= costs.uncountedUsers) uncounted.clear()
    uncounted.set(userId, sum)
    return undefined
  }

  return async ({ userId }, before, work, beside) => {
    await charge(userId, before, false)
    const answer = await turns(userId, before, work, beside)
    const points = beside?.(answer) ?? 0
    if (points > 0) await charge(userId, points, true)
    return answer
  }
}

/** The same use cases, with those that read, and receipts, held to what they cost, by whatever way they are asked for. */
export function limitReading<UseCases extends SessionUseCases>(useCases: UseCases, work: Work): UseCases {
  return {
    ...useCases,
    pullSync: (principal, request) =>
      work(
        principal,
        (request.scope === 'all' ? costs.allSessions : costs.page) + request.cursors.length * costs.cursor,
        () => useCases.pullSync(principal, request),
        ({ sessions = [], entries }) => sessions.length * costs.session + entries.length * costs.entry,
      ),
    countUnread: (principal, sessionIds) =>
      work(
        principal,
        sessionIds === undefined ? costs.allSessions : sessionIds.length * costs.session,
        () => useCases.countUnread(principal, sessionIds),
        (counted) => counted.length * costs.sessionCounted,
      ),
    listSessions: (principal) =>
      work(
        principal,
        costs.allSessions,
        () => useCases.listSessions(principal),
        (sessions) => sessions.length * costs.session,
      ),
    readMessages: (principal, sessionId, query) =>
      work(
        principal,
        query.limit === 1 ? costs.message : costs.page,
        () => useCases.readMessages(principal, sessionId, query),
        (messages) => messages.length * costs.message,
      ),
    readVersions: (principal, message) =>
      work(
        principal,
        costs.page,
        () => useCases.readVersions(principal, message),
        (versions) => versions.length * costs.message,
      ),
    locateMessages: (principal, sessionId, ids) =>
      work(principal, ids.length * costs.soughtMessage, () => useCases.locateMessages(principal, sessionId, ids)),
    advanceWatermarks: (principal, request) =>
      work(principal, request.marks.length * costs.mark, () => useCases.advanceWatermarks(principal, request)),
  }
}

/** The same for looking up the presence of others. */
export function limitPresence(presence: PresenceUseCases, work: Work): PresenceUseCases {
  return {
    ...presence,
    of: (principal, userIds) =>
      work(principal, costs.page + userIds.length * costs.watched, () => presence.of(principal, userIds)),
    watch: (principal, connectionId, userIds, forMs) =>
      work(principal, costs.page + userIds.length * costs.watched, () =>
        presence.watch(principal, connectionId, userIds, forMs),
      ),
  }
}

/** The same for listing notifications. */
export function limitNotifications(notifications: NotificationUseCases, work: Work): NotificationUseCases {
  return {
    ...notifications,
    list: (principal, query) => work(principal, costs.notifications, () => notifications.list(principal, query)),
  }
}

/** The same for uploads: each begins with a commit of its own, for which the messages of others would wait. */
export function limitUploading(attachments: AttachmentUseCases, work: Work): AttachmentUseCases {
  return {
    ...attachments,
    begin: (principal, sessionId, post) =>
      work(principal, costs.upload, () => attachments.begin(principal, sessionId, post)),
    discard: (principal, id) => work(principal, costs.upload, () => attachments.discard(principal, id)),
  }
}
