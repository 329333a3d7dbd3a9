import type { SessionSummary } from '../../shared/ipc/consoleState.ts'
import type { SessionId } from '../../shared/model/ids.ts'
import type { Storage } from '../storage/storage.ts'
import type { Emit } from './events.ts'
import { oncePerTurn } from './oncePerTurn.ts'

export interface SessionListParts {
  readonly storage: Pick<Storage, 'sessions' | 'watermarks' | 'drafts'>
  readonly emit: Emit
  readonly unsentOf: (sessionId: SessionId) => { readonly queued: number; readonly failed: number }
}

/** The sessions as the screen needs them, and the one event per turn that tells which have changed. */
export function createSessionList(parts: SessionListParts) {
  const { storage } = parts
  const changed = new Set<SessionId>()
  /** Sessions the listeners know of: what is unsent outlives its session, and is no reason to remove that once more. */
  const shown = new Set(storage.sessions.ids())
  let isClosed = false

  function summaryOf(id: SessionId): SessionSummary | undefined {
    const stored = storage.sessions.find(id)
    if (!stored) return undefined
    const threads = storage.sessions.threadsOf(id)
    const care = threads.find(({ thread }) => thread === 'care')
    const staff = threads.find(({ thread }) => thread === 'staff')
    const { queued, failed } = parts.unsentOf(id)
    return {
      ...stored,
      watermarks: storage.watermarks.of(id),
      heads: { care: care?.headSeq ?? 0, ...(staff && { staff: staff.headSeq }) },
      unread: { care: care?.unreadCount ?? 0, staff: staff?.unreadCount ?? 0 },
      queuedReplies: queued,
      failedReplies: failed,
      drafts: storage.drafts.of(id),
    }
  }

  function tell(): void {
    if (changed.size === 0 || isClosed) return
    const items: SessionSummary[] = []
    const removed: SessionId[] = []
    for (const id of changed) {
      const summary = summaryOf(id)
      if (summary) {
        items.push(summary)
        shown.add(id)
      } else if (shown.delete(id)) removed.push(id)
    }
    changed.clear()
    if (items.length + removed.length === 0) return
    parts.emit({ name: 'sessionsChanged', payload: { items, removed } })
  }
  const tellSoon = oncePerTurn(tell)

  return {
    all: (): SessionSummary[] => storage.sessions.ids().flatMap((id) => summaryOf(id) ?? []),
    /** Something of the session has changed, or it is gone. */
    touch: (id: SessionId) => {
      changed.add(id)
      tellSoon()
    },
    /** Tells what is still to tell, and nothing from then on. */
    close: () => {
      tell()
      isClosed = true
    },
  }
}
