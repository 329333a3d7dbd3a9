import { useState } from 'react'
import type { UserId } from '../../../shared/model/ids.ts'
import { useConsole, useTicking } from '../../state/ConsoleContext.tsx'
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
  const sessions = useConsole((state) => state.sessions)
  const wanted = groupSessions(sessions.values(), filter, own, useOnTheirWay())
  const next = held && shown.filter === filter ? holdOrder(shown.groups, wanted) : wanted
  if (shown.filter !== filter || !isSameOrder(shown.groups, next)) {
    // Kept during drawing, so that no frame shows an order that was never decided.
    setShown({ filter, groups: next })
    return { groups: next, isHeldBack: held && !isSameOrder(next, wanted) }
  }
  return { groups: shown.groups, isHeldBack: held && !isSameOrder(shown.groups, wanted) }
}

/** The sessions to which something was written just now. */
function useOnTheirWay(): ReadonlySet<string> {
  const pending = useConsole((state) => state.pending)
  const ids = useTicking((nowMs) =>
    [...pending.values()]
      .flat()
      .filter(({ state, queuedAt }) => state.kind === 'queued' && nowMs - queuedAt < onItsWayMs)
      .map(({ sessionId }) => sessionId)
      .join(' '),
  )
  return new Set(ids.split(' '))
}
