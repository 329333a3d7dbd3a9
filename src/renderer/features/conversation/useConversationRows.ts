import { useMemo, useRef } from 'react'
import type { SessionSummary } from '../../../shared/ipc/consoleState.ts'
import type { UserId } from '../../../shared/model/ids.ts'
import type { ThreadItems } from '../../state/ConsoleContext.tsx'
import { buildRows, keepUnchanged, type Opening, type Row } from './conversationRows.ts'

/** The rows of a thread; those that draw the same as before are the same objects as before. */
export function useConversationRows(
  session: SessionSummary,
  items: ThreadItems,
  own: { readonly userId: UserId; readonly name: string },
  opening: Opening,
): readonly Row[] {
  const previous = useRef<readonly Row[]>([])
  const { participants, watermarks } = session
  return useMemo(() => {
    const rows = buildRows({
      entries: items.entries,
      pending: items.pending,
      hasEarlier: items.hasEarlier,
      ownUserId: own.userId,
      ownName: own.name,
      participants,
      watermarks,
      opening,
    })
    previous.current = keepUnchanged(previous.current, rows)
    return previous.current
  }, [items.entries, items.pending, items.hasEarlier, own.userId, own.name, participants, watermarks, opening])
}
