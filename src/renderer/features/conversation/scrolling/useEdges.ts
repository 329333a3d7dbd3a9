import { useEffect } from 'react'
import type { SessionId } from '../../../../shared/model/ids.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import { type ThreadItems, useActions } from '../../../state/ConsoleContext.tsx'
import type { RowsInView } from './useRowsInView.ts'

/** Distance of the reader from an edge, in px, from which on what lies beyond it is read. */
const loadWithinPx = 800

/** Loads what lies beyond what is shown, a page at a time, when the reader comes near to its edge. */
export function useEdges(
  sessionId: SessionId,
  thread: Thread,
  { entries, earlier, later }: ThreadItems,
  { offsetPx, belowPx }: Pick<RowsInView, 'offsetPx' | 'belowPx'>,
): void {
  const { loadBeyond } = useActions()
  const nearTop = offsetPx !== undefined && offsetPx < loadWithinPx && earlier.kind === 'more'
  const nearEnd = belowPx !== undefined && belowPx < loadWithinPx && later.kind === 'more'
  const firstSeq = entries[0]?.seq
  useEffect(() => {
    if (nearTop && firstSeq !== undefined) void loadBeyond(sessionId, thread, 'earlier')
  }, [loadBeyond, sessionId, thread, nearTop, firstSeq])
  useEffect(() => {
    // A thread of which nothing is here yet is read from its end.
    if (nearEnd) void loadBeyond(sessionId, thread, 'later')
  }, [loadBeyond, sessionId, thread, nearEnd])
}
