import type { AttachmentUseCases } from '../attachments/attachmentUseCases.ts'
import type { NotificationUseCases } from '../notifications/notificationUseCases.ts'
import type { PresenceUseCases } from '../presence/presenceUseCases.ts'
import type { Asker } from '../sessions/asker.ts'
import type { SessionUseCases } from '../sessions/sessionUseCases.ts'
import type { RateLimiter } from './createRateLimiter.ts'
import type { Turns } from './createTurns.ts'
import { workCosts as costs } from './workCosts.ts'

/**
 * Runs what an asker wants within the asker's budget, and in turn with others. `before` is what it costs at the least; what it came
 * to beside that is counted once it is done. Refuses with `rateLimited`.
 */
export type Work = <T>(
  asker: Pick<Asker, 'userId'>,
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
    pullSync: (asker, request) =>
      work(
        asker,
        (request.scope === 'all' ? costs.allSessions : costs.page) + request.cursors.length * costs.cursor,
        () => useCases.pullSync(asker, request),
        ({ sessions = [], entries }) => sessions.length * costs.session + entries.length * costs.entry,
      ),
    countUnread: (asker, sessionIds) =>
      work(
        asker,
        sessionIds === undefined ? costs.allSessions : sessionIds.length * costs.session,
        () => useCases.countUnread(asker, sessionIds),
        (counted) => counted.length * costs.sessionCounted,
      ),
    listSessions: (asker) =>
      work(
        asker,
        costs.allSessions,
        () => useCases.listSessions(asker),
        (sessions) => sessions.length * costs.session,
      ),
    readMessages: (asker, sessionId, query) =>
      work(
        asker,
        query.limit === 1 ? costs.message : costs.page,
        () => useCases.readMessages(asker, sessionId, query),
        (messages) => messages.length * costs.message,
      ),
    readVersions: (asker, message) =>
      work(
        asker,
        costs.page,
        () => useCases.readVersions(asker, message),
        (versions) => versions.length * costs.message,
      ),
    locateMessages: (asker, sessionId, ids) =>
      work(asker, ids.length * costs.soughtMessage, () => useCases.locateMessages(asker, sessionId, ids)),
    advanceWatermarks: (asker, request) =>
      work(asker, request.marks.length * costs.mark, () => useCases.advanceWatermarks(asker, request)),
  }
}

/** The same for what is live and for notifications. */
export function limitWatching<
  Live extends {
    readonly presence: PresenceUseCases
    readonly notifications: NotificationUseCases
  },
>(live: Live, work: Work): Live {
  const { presence, notifications } = live
  return {
    ...live,
    presence: {
      ...presence,
      of: (asker, userIds) =>
        work(asker, costs.page + userIds.length * costs.watched, () => presence.of(asker, userIds)),
      watch: (asker, connectionId, userIds, forMs) =>
        work(asker, costs.page + userIds.length * costs.watched, () =>
          presence.watch(asker, connectionId, userIds, forMs),
        ),
    },
    notifications: {
      ...notifications,
      list: (asker, query) => work(asker, costs.notifications, () => notifications.list(asker, query)),
    },
  }
}

/** The same for uploads: each begins with a commit of its own, for which the messages of others would wait. */
export function limitUploading<Attachments extends AttachmentUseCases>(
  attachments: Attachments,
  work: Work,
): Attachments {
  return {
    ...attachments,
    begin: (asker, sessionId, post) => work(asker, costs.upload, () => attachments.begin(asker, sessionId, post)),
    discard: (asker, id) => work(asker, costs.upload, () => attachments.discard(asker, id)),
  }
}
