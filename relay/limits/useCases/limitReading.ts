import type { SessionUseCases } from '../../sessions/sessionUseCases.ts'
import type { Work } from '../createWork.ts'
import { workCosts as costs } from '../workCosts.ts'

/** Returns the use cases with those that read, and receipts, held to what they cost, by whatever way they are asked for. */
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
