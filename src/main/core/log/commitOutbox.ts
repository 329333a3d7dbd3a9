import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import type { LaterRequest } from '../../storage/laterStore.ts'
import type { OutboxItem, OutboxMessage } from '../../storage/outboxStore.ts'
import type { Storage } from '../../storage/storage.ts'
import type { Committed } from './committed.ts'
import type { LogWriter } from './logWriter.ts'
import { type QueuedWith, writeCertain, writeQueued, writeUpdated, writeWithdrawn } from './writeMessages.ts'

/** Returns the steps that write what a person here has written, or put off. */
export function commitOutbox(
  { drafts, laters, sessions }: Pick<Storage, 'drafts' | 'laters' | 'sessions'>,
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
    saveDraft: (sessionId: SessionId, thread: Thread, text: string) =>
      commit(() => ({ sessions: drafts.save(sessionId, thread, text) ? [sessionId] : [] })),
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
  }
}
