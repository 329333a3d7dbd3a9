import type { Logger } from 'pino'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { EntryId, SessionId } from '../../src/shared/model/ids.ts'
import { createBackgroundTasks } from '../../src/shared/model/timing/backgroundTasks.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { Append, AppendOutcome } from '../store/log/append.ts'
import type { StoredWatermark } from '../store/log/watermarkStore.ts'
import type { Store } from '../store/store.ts'
import { isNameless } from './access/nameInSession.ts'
import { type Availability, createAvailability } from './availability/availability.ts'
import type { SessionCache } from './cache/sessionCache.ts'
import { createFindSessions } from './finding/findSessions.ts'
import { type ApplyChange, createApplyChange } from './lifecycle/applyChange.ts'
import { createChangeSession } from './lifecycle/changeSession.ts'
import { createLearnName, type LearnName } from './lifecycle/learnName.ts'
import { createPutSession } from './lifecycle/putSession.ts'
import { createRemoveFromSessions, type RemoveFromSessions } from './lifecycle/removeFromSessions.ts'
import { createReportAttempts, type ReportAttempts } from './lifecycle/reportAttempts.ts'
import { createSerializeById } from './lifecycle/serializeById.ts'
import { createAppendMessage, type FindAttachments } from './messages/appendMessage.ts'
import { createBatchScheduler } from './messages/createBatchScheduler.ts'
import { createGroupCommit } from './messages/groupCommit.ts'
import { createLogLinkOpened, type LogLinkOpened } from './messages/logLinkOpened.ts'
import { createReadMessages } from './messages/readMessages.ts'
import { createReviseMessage } from './messages/reviseMessage.ts'
import { createStoreEntry } from './messages/storeEntry.ts'
import type { Publish } from './sessionEvents.ts'
import type { SessionUseCases } from './sessionUseCases.ts'
import { createAdvanceWatermarks } from './sync/advanceWatermarks.ts'
import { createCountUnread } from './sync/countUnread.ts'
import { createPullSync, viewSessions, visibleSessions } from './sync/pullSync.ts'
import { createReadLog } from './sync/readLog.ts'

/** Entries, or requests for watermarks, in one transaction. */
const largestBatch = 1_000

/**
 * Pause between the beginnings of two commits of messages, in ms, unless enough wait. A commit is a synced write, or a way over
 * the network on which nodes wait for each other, and frames to everyone in the session: a few more entries in each save more
 * than the wait costs.
 */
const commitRestMs = 2
const enoughForCommit = 4

/**
 * Time for which receipts are gathered after some were stored, in ms. Each makes a frame for everyone in the session; a person
 * does not see them later for it, and a busy session would otherwise carry more receipts than messages.
 */
const receiptRestMs = 25

export interface SessionUseCasesParts {
  readonly store: Store
  readonly sessionCache: SessionCache
  readonly publish: Publish
  readonly clock: Pick<Clock, 'now' | 'steady'>
  readonly newEntryId: () => EntryId
  readonly nextTurn: (task: () => void) => void
  /** The timer by which receipts are gathered for some milliseconds. */
  readonly after: Clock['after']
  readonly log: Logger
  /** Finds uploads. Without it no message can carry an attachment. */
  readonly findAttachments?: FindAttachments
}

/** The use cases, and the parts of them that the node's duties need. */
export interface SessionParts extends SessionUseCases {
  readonly availability: Availability
  readonly apply: ApplyChange
  readonly logLinkOpened: LogLinkOpened
  readonly removeFromSessions: RemoveFromSessions
  readonly attempts: ReportAttempts
  /** Begins what `LearnName` does, and returns at once. */
  readonly learnName: (...of: Parameters<LearnName>) => void
  /** Resolves when everything that was asked for by now is committed or refused. */
  readonly drain: () => Promise<void>
}

/** Builds the use cases over a store and the sessions that this node knows. */
export function createSessionUseCases(parts: SessionUseCasesParts): SessionParts {
  const { store, sessionCache, publish, clock, nextTurn, after, log } = parts
  const availability = createAvailability(store, clock)
  const serialize = createSerializeById<SessionId>()
  const apply = createApplyChange({ ...parts, serialize })
  const findAttachments = parts.findAttachments ?? refuseAttachments
  const entryCommits = createGroupCommit<Append, AppendOutcome>({
    commit: store.log.appendAll,
    largestBatch,
    scheduler: createBatchScheduler({ restMs: commitRestMs, after, nextTurn }),
    enough: enoughForCommit,
    nextTurn,
    log,
  })
  const watermarkCommits = createGroupCommit<readonly StoredWatermark[], true>({
    commit: raiseAll,
    largestBatch,
    scheduler: createBatchScheduler({ restMs: receiptRestMs, after, nextTurn }),
    log,
  })

  const storeEntry = createStoreEntry({
    ...parts,
    append: entryCommits.add,
    changesPublished: (id) => serialize(id, async () => undefined),
  })

  async function raiseAll(requests: readonly (readonly StoredWatermark[])[]): Promise<true[]> {
    for (const mark of await store.watermarks.raiseAll(requests.flat())) {
      const session = sessionCache.peek(mark.sessionId)
      if (session) publish({ kind: 'watermark', mark }, session)
    }
    return requests.map(() => true)
  }

  const tasks = createBackgroundTasks((error) => log.error({ error }, 'a session could not be changed'))
  const learn = createLearnName({ apply, log })
  const learnName = (...of: Parameters<LearnName>) => tasks.add(learn(...of))
  const attempts = createReportAttempts({ ...parts, apply, add: tasks.add })
  const revising = createReviseMessage({ ...parts, availability, storeEntry })
  const appendMessage = createAppendMessage({ ...parts, availability, storeEntry, findAttachments })

  return {
    appendMessage: async (principal, message) => {
      const { sessionId } = message
      const stored = await attempts.watch(principal, sessionId, () => appendMessage(principal, message))
      const session = sessionCache.peek(sessionId)
      const participant = session?.participant(principal.userId)
      if (session && participant && isNameless(participant)) learnName(principal, [session])
      return stored
    },
    learnName,
    ...revising,
    editMessage: (principal, edit) =>
      attempts.watch(principal, edit.sessionId, () => revising.editMessage(principal, edit)),
    attempts,
    changeSession: createChangeSession({ ...parts, apply }),
    countUnread: createCountUnread(parts),
    advanceWatermarks: createAdvanceWatermarks({ sessionCache, raise: watermarkCommits.add }),
    pullSync: createPullSync(parts),
    readLog: createReadLog(parts),
    findSessions: createFindSessions(parts),
    listSessions: async (principal) => viewSessions(store, await visibleSessions(sessionCache, principal)),
    ...createReadMessages(parts),
    ...createPutSession({ ...parts, apply, serialize, forgetHours: availability.forget }),
    availability,
    apply,
    logLinkOpened: createLogLinkOpened(storeEntry),
    removeFromSessions: createRemoveFromSessions({ ...parts, apply }),
    drain: async () => {
      await tasks.settled()
      await Promise.all([entryCommits.drain(), watermarkCommits.drain()])
    },
  }
}

const refuseAttachments: FindAttachments = async () => {
  throw new FailureError('notFound', 'There is no such attachment.')
}
