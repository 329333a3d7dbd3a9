import { useEffect, useState } from 'react'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { systemClock } from '../../../shared/model/timing/clock.ts'
import { useActions } from '../../state/ConsoleContext.tsx'
import type { Row } from './conversationRows.ts'
import { createSeenTracker } from './seenTracker.ts'

/** Time that an entry must stay in view to count as seen. */
const dwellMs = 1_000

interface Seen {
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly rows: readonly Row[]
  readonly readUpTo: number
  /** The `seq`s in view; none while nobody can be looking. */
  readonly inView: readonly number[]
}

/** Reports how far the thread was in front of a person, see `createSeenTracker`. */
export function useSeen({ sessionId, thread, rows, readUpTo, inView }: Seen): void {
  const { markSeen } = useActions()
  const [tracker] = useState(() =>
    createSeenTracker({
      clock: systemClock,
      dwellMs,
      readUpTo,
      onSeen: (upTo) => void markSeen(sessionId, thread, upTo),
    }),
  )
  useEffect(() => tracker.advance(readUpTo), [tracker, readUpTo])
  useEffect(() => {
    tracker.pass(
      rows.flatMap((row) => {
        if (row.kind === 'system') return row.entry ? [row.entry.seq] : []
        return row.kind === 'message' && row.own && row.entry ? [row.entry.seq, ...row.alsoSeqs] : []
      }),
    )
  }, [tracker, rows])
  const shown = inView.join()
  useEffect(() => tracker.show(shown === '' ? [] : shown.split(',').map(Number)), [tracker, shown])
  useEffect(() => tracker.stop, [tracker])
}
