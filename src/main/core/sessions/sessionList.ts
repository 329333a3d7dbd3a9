import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { StoredSession, StoredThread } from '../../storage/sessionStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { Committed } from '../log/committed.ts'
import type { UnsentMessages } from '../log/unsentMessages.ts'
import type { Background } from '../runtime/background.ts'
import type { Emit } from '../runtime/events.ts'
import { oncePerTurn } from '../runtime/oncePerTurn.ts'

export interface SessionListParts {
  readonly storage: Pick<StorageReader, 'sessions' | 'watermarks' | 'drafts'>
  readonly emit: Emit
  readonly run: Background['run']
  readonly unsent: Pick<UnsentMessages, 'countsOf'>
  /** Attention that a session needs now; a listener hears of those that were put off and whose time has come. */
  readonly attention: {
    readonly of: (session: StoredSession) => Pick<SessionSummary, 'owedSince' | 'later'>
    readonly onDue: (listener: (ids: readonly SessionId[]) => void) => void
  }
  /** Returns how much waits for an answer in a session, and what it raises. */
  readonly owedOf: (session: StoredSession) => SessionSummary['owed']
}

/** Creates the sessions as the screen needs them, and the one event per turn with those that have changed. */
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
    const { queued, failed } = parts.unsent.countsOf(id)
    const { owedSince, later } = parts.attention.of(stored)
    const { later: _, ...session } = stored
    return {
      ...session,
      owedSince,
      ...(later && { later }),
      owed: parts.owedOf({ ...stored, owedSince }),
      watermarks: storage.watermarks.of(id),
      heads: { care: care?.headSeq ?? 0, ...(staff && { staff: staff.headSeq }) },
      unread: { care: care?.unreadCount ?? 0, staff: staff?.unreadCount ?? 0 },
      reached: { care: reachedOf(care), staff: reachedOf(staff) },
      queuedReplies: queued,
      failedReplies: failed,
      drafts: storage.drafts.of(id),
    }
  }

  function reachedOf(thread: StoredThread | undefined): SessionSummary['reached']['care'] {
    if (!thread || thread.reachedDeliveredUpTo === 0) return { deliveredUpTo: 0, readUpTo: 0, steps: [] }
    const { threadId, reachedDeliveredUpTo: deliveredUpTo, reachedReadUpTo: readUpTo } = thread
    return { deliveredUpTo, readUpTo, steps: storage.watermarks.reachedSteps(threadId) }
  }

  function emitChanged(): void {
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
  const emitSoon = oncePerTurn(parts.run, emitChanged)

  function noteChanged(sessions: readonly SessionId[]): void {
    for (const id of sessions) changed.add(id)
    if (sessions.length > 0) emitSoon()
  }
  parts.attention.onDue(noteChanged)

  return {
    all: (): SessionSummary[] => storage.sessions.ids().flatMap((id) => summaryOf(id) ?? []),
    onCommitted: ({ sessions }: Committed): void => noteChanged(sessions),
    /** Reports every session that owes a reply anew: what is owed may be shown by other rules. */
    owedChanged: (): void => noteChanged(storage.sessions.ids().filter((id) => isOwed(storage.sessions.find(id)))),
    /** Reports what is still to report, and nothing from then on. */
    close: () => {
      emitChanged()
      isClosed = true
    },
  }
}

const isOwed = (session: StoredSession | undefined) => session !== undefined && session.owedSince !== null
