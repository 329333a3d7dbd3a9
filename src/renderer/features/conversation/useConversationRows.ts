import { useMemo, useRef } from 'react'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { UserId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import type { ThreadItems } from '../../state/ConsoleContext.tsx'
import { buildRows, keepUnchanged, type Opening, type Row } from './conversationRows.ts'

/** The rows of a thread; those that draw the same as before are the same objects as before. */
export function useConversationRows(
  session: SessionSummary,
  thread: Thread,
  items: ThreadItems,
  own: { readonly userId: UserId; readonly name: string },
  opening: Opening,
): readonly Row[] {
  const previous = useRef<readonly Row[]>([])
  const { participants } = session
  const { deliveredUpTo, readUpTo } = session.reached[thread]
  return useMemo(() => {
    const rows = buildRows({
      entries: items.entries,
      pending: items.pending,
      hasEarlier: items.hasEarlier,
      ownUserId: own.userId,
      ownName: own.name,
      participants,
      reached: { deliveredUpTo, readUpTo },
      opening,
    })
    previous.current = keepUnchanged(previous.current, rows)
    return previous.current
  }, [
    items.entries,
    items.pending,
    items.hasEarlier,
    own.userId,
    own.name,
    participants,
    deliveredUpTo,
    readUpTo,
    opening,
  ])
}
