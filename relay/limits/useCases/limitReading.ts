import type { SyncPull } from '../../../src/shared/protocol/sync.ts'
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
        costOfPull(request),
        () => useCases.pullSync(principal, request),
        ({ sessions = [], entries, listed }) =>
          sessions.length * costs.session +
          entries.length * costs.entry +
          Math.ceil((listed?.count ?? 0) * costs.listed),
      ),
    readLog: (principal, request) =>
      work(
        principal,
        costs.page,
        () => useCases.readLog(principal, request),
        ({ entries, amendments }) => (entries.length + amendments.length) * costs.entry,
      ),
    findSessions: (principal, request) =>
      work(
        principal,
        costs.allSessions,
        () => useCases.findSessions(principal, request),
        ({ items, looked }) =>
          looked.sessions * costs.sessionLookedAt + looked.entries * costs.entry + items.length * costs.session,
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

function costOfPull(request: SyncPull): number {
  // Of one who was away for a moment it is nearly nothing: what it comes to is known with the answer.
  if (request.scope === 'changes') return costs.page
  if (request.scope === 'sessions') return request.sessionIds.length * costs.session
  return (request.scope === 'all' ? costs.allSessions : costs.page) + request.cursors.length * costs.cursor
}
