import { useMemo, useRef } from 'react'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { UserId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import type { ReachedStep } from '../../../shared/model/watermark.ts'
import type { ThreadItems } from '../../state/ConsoleContext.tsx'
import { buildRows, type Opening, type Row } from './rows/conversationRows.ts'
import { keepUnchanged } from './rows/keepUnchanged.ts'

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
  const steps = useSameSteps(session.reached[thread].steps)
  return useMemo(() => {
    const rows = buildRows({
      entries: items.entries,
      pending: items.pending,
      amending: items.amending,
      amendments: items.amendments,
      earlier: items.earlier,
      later: items.later,
      ownUserId: own.userId,
      ownName: own.name,
      participants,
      reached: { deliveredUpTo, readUpTo, steps },
      opening,
    })
    previous.current = keepUnchanged(previous.current, rows)
    return previous.current
  }, [
    items.entries,
    items.pending,
    items.amending,
    items.amendments,
    items.earlier,
    items.later,
    own.userId,
    own.name,
    participants,
    deliveredUpTo,
    readUpTo,
    steps,
    opening,
  ])
}

/** The steps of before while they say the same: a session is told anew whenever anything of it changes. */
function useSameSteps(next: readonly ReachedStep[]): readonly ReachedStep[] {
  const kept = useRef(next)
  const isSame = kept.current.length === next.length && kept.current[0]?.at === next[0]?.at
  if (!isSame) kept.current = next
  return kept.current
}
