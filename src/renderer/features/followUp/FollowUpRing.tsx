import { useEffect, useRef, useState } from 'react'
import { type SessionsState, useConsole, useSessionsView } from '../../state/ConsoleContext.tsx'
import { dueFollowUps } from '../../state/owing/dueFollowUps.ts'
import { isFetched } from '../../state/screenState.ts'
import { createRing } from './ring.ts'

const dueNow = (state: SessionsState): ReadonlySet<string> => dueFollowUps(state.sessions.values())

/**
 * Rings once when a follow-up of this person comes due. What was due before this page knew of it does not ring: it stands on top of the list. What is put off
 * rings again at its time.
 */
export function FollowUpRing() {
  const fetched = useConsole(isFetched)
  const due = useSessionsView(dueNow)
  const known = useRef<ReadonlySet<string> | null>(null)
  const [ring] = useState(() => createRing(() => new AudioContext()))
  useEffect(() => {
    if (!fetched) return
    const before = known.current
    known.current = due
    if (before && [...due].some((one) => !before.has(one))) ring()
  }, [fetched, due, ring])
  return null
}
