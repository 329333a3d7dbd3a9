import { useMemo, useState } from 'react'
import type { UserId } from '../../../shared/model/ids.ts'
import { type SessionsState, useConsole, useSessionsView, useTicking } from '../../state/ConsoleContext.tsx'
import { useUrgencySince } from '../../state/owing/useUrgencySince.ts'
import { groupSessions, type SessionFilter, type SessionGroup } from './sessionFilters.ts'
import { holdOrder, isSameOrder } from './stableOrder.ts'

/** A message that the relay has not answered for so long is not on its way: it is written and not sent. */
const onItsWayMs = 2_000

interface ShownGroups {
  readonly groups: readonly SessionGroup[]
  /** Whether the order that is shown is not the one it would be, for being held. */
  readonly isHeldBack: boolean
}

/** The list's groups by a filter; while `held`, what is shown keeps its place. Another filter is another list. */
export function useSessionGroups(filter: SessionFilter, own: UserId, held: boolean): ShownGroups {
  const [shown, setShown] = useState<{ filter: SessionFilter; groups: readonly SessionGroup[] }>({ filter, groups: [] })
  const wanted = useWantedGroups(filter, own)
  const next = held && shown.filter === filter ? holdOrder(shown.groups, wanted) : wanted
  if (shown.filter !== filter || !isSameOrder(shown.groups, next)) {
    // Kept during drawing, so that no frame shows an order that was never decided.
    setShown({ filter, groups: next })
    return { groups: next, isHeldBack: held && !isSameOrder(next, wanted) }
  }
  return { groups: shown.groups, isHeldBack: held && !isSameOrder(shown.groups, wanted) }
}

/** The groups as they are wanted now: the same object as long as they are the same, however much else of the sessions changes. */
function useWantedGroups(filter: SessionFilter, own: UserId): readonly SessionGroup[] {
  const onTheirWay = useOnTheirWay()
  const urgencySinceMs = useUrgencySince()
  const group = useMemo(() => {
    let last: readonly SessionGroup[] = []
    return ({ sessions }: SessionsState) => {
      const groups = groupSessions(sessions.values(), filter, own, new Set(onTheirWay.split(' ')), urgencySinceMs)
      if (!isSameOrder(last, groups)) last = groups
      return last
    }
  }, [filter, own, onTheirWay, urgencySinceMs])
  return useSessionsView(group)
}

/** The sessions to which something was written just now. */
function useOnTheirWay(): string {
  const pending = useConsole((state) => state.pending)
  return useTicking((nowMs) =>
    [...pending.values()]
      .flat()
      .filter(({ state, queuedAt }) => state.kind === 'queued' && nowMs - queuedAt < onItsWayMs)
      .map(({ sessionId }) => sessionId)
      .join(' '),
  )
}
