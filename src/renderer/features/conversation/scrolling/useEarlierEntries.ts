import { useEffect } from 'react'
import type { SessionId } from '../../../../shared/model/ids.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import { type ThreadItems, useActions } from '../../../state/ConsoleContext.tsx'
import type { RowsInView } from './useRowsInView.ts'

/** Earlier entries are read when the reader comes this near to the first one, in px. */
const loadEarlierWithinPx = 800

/** Loads earlier entries, a page at a time, when the reader comes near to the first one. */
export function useEarlierEntries(
  sessionId: SessionId,
  thread: Thread,
  { entries, hasEarlier }: ThreadItems,
  { offsetPx }: Pick<RowsInView, 'offsetPx'>,
): void {
  const { loadEarlier } = useActions()
  const nearTop = offsetPx !== undefined && offsetPx < loadEarlierWithinPx
  const firstSeq = entries[0]?.seq
  useEffect(() => {
    if (nearTop && hasEarlier && firstSeq !== undefined) void loadEarlier(sessionId, thread)
  }, [loadEarlier, sessionId, thread, nearTop, hasEarlier, firstSeq])
}
