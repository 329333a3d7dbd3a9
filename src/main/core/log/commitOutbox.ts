import type { Failure } from '../../../shared/model/failure.ts'
import type { FollowUp } from '../../../shared/model/followUp.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import type { FollowUpRequest } from '../../storage/followUpStore.ts'
import type { LaterRequest } from '../../storage/laterStore.ts'
import type { OutboxItem, OutboxMessage } from '../../storage/outboxStore.ts'
import type { Storage } from '../../storage/storage.ts'
import type { Committed } from './committed.ts'
import { writeUnseen } from './drafts/writeDrafts.ts'
import type { LogWriter } from './logWriter.ts'
import { type QueuedWith, writeCertain, writeQueued, writeUpdated, writeWithdrawn } from './writeMessages.ts'

/** Returns the steps that write what a person here has written, put off, or set to follow up. */
export function commitOutbox(
  { drafts, laters, followUps, sessions }: Pick<Storage, 'drafts' | 'laters' | 'followUps' | 'sessions'>,
  commit: (write: (log: LogWriter) => Partial<Committed>) => Committed,
) {
  return {
    queueItem: (item: OutboxItem, goingWith: QueuedWith = {}) => commit((log) => writeQueued(log, item, goingWith)),
    /** Writes items that are about to be sent, as they are from then on. */
    beginAttempts: (items: readonly OutboxItem[]) => commit((log) => ({ begun: writeUpdated(log, items) })),
    /** Writes items as they are after an attempt, or to be tried again. */
    updateItems: (items: readonly OutboxItem[]) =>
      commit((log) => {
        const updated = writeUpdated(log, items)
        return { updated, sessions: updated.map(({ sessionId }) => sessionId) }
      }),
    /** Writes a message that the relay certainly does not have, as it is after an attempt; see `writeCertain`. */
    updateCertain: (message: OutboxMessage) => commit((log) => writeCertain(log, message)),
    withdrawItem: (item: OutboxItem) => commit((log) => writeWithdrawn(log, item)),
    /** `hasSeenLast`: false where its writer did not know of the text that it takes the place of. */
    saveDraft: (sessionId: SessionId, thread: Thread, text: string, { hasSeenLast = true } = {}) =>
      commit(({ storage }) => {
        if (!hasSeenLast) writeUnseen(storage, sessionId, thread)
        return { sessions: drafts.save(sessionId, thread, text) ? [sessionId] : [] }
      }),
    /** A session that is put off, or taken up again, until the relay has answered for it. */
    queueLater: (request: LaterRequest) =>
      commit(() => {
        laters.insert(request)
        return { sessions: [request.sessionId] }
      }),
    /**
     * A request that the relay has answered for. `isNewest`: it was carried out, and nothing newer of its session can have come; its event may come after the
     * answer, and what was put off is not to stand among the owed meanwhile.
     */
    concludeLater: ({ id, sessionId, later }: LaterRequest, { isNewest }: { readonly isNewest: boolean }) =>
      commit(() => {
        laters.remove(id)
        if (isNewest) sessions.saveLater(sessionId, later)
        return { sessions: [sessionId] }
      }),
    /** A change of the follow-ups of a session, until the relay has answered for it. */
    queueFollowUp: (request: Omit<FollowUpRequest, 'failure'>) =>
      commit(() => {
        followUps.insert(request)
        return { sessions: [request.sessionId] }
      }),
    /**
     * A change that the relay has answered for. `after`: what is to be followed up then, where it was carried out and nothing newer of its session can
     * have come, as its event may come after the answer; else null.
     */
    concludeFollowUp: ({ id, sessionId }: FollowUpRequest, after: readonly FollowUp[] | null) =>
      commit(() => {
        followUps.remove(id)
        if (after) sessions.saveFollowUps(sessionId, after)
        return { sessions: [sessionId] }
      }),
    /** A change that the relay has refused for good: it stays, for its person to see. */
    refuseFollowUp: ({ id, sessionId }: FollowUpRequest, failure: Failure) =>
      commit(() => {
        followUps.refuse(id, failure)
        return { sessions: [sessionId] }
      }),
  }
}
