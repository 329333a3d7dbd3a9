import { useState } from 'react'
import type { UserId } from '../../../shared/model/ids.ts'
import { useConsole } from '../../state/ConsoleContext.tsx'
import { holdOrder, isSameOrder } from './heldOrder.ts'
import { groupSessions, type SessionFilter, type SessionGroup } from './sessionFilters.ts'

interface ShownGroups {
  readonly groups: readonly SessionGroup[]
  /** Whether the order that is shown is not the one it would be, for being held. */
  readonly isHeldBack: boolean
}

/** The list's groups by a filter; while `held`, what is shown keeps its place. Another filter is another list. */
export function useSessionGroups(filter: SessionFilter, own: UserId, held: boolean): ShownGroups {
  const [shown, setShown] = useState<{ filter: SessionFilter; groups: readonly SessionGroup[] }>({ filter, groups: [] })
  const sessions = useConsole((state) => state.sessions)
  const wanted = groupSessions(sessions.values(), filter, own)
  const next = held && shown.filter === filter ? holdOrder(shown.groups, wanted) : wanted
  if (shown.filter !== filter || !isSameOrder(shown.groups, next)) {
    // Kept during drawing, so that no frame shows an order that was never decided.
    setShown({ filter, groups: next })
    return { groups: next, isHeldBack: held && !isSameOrder(next, wanted) }
  }
  return { groups: shown.groups, isHeldBack: held && !isSameOrder(shown.groups, wanted) }
}
