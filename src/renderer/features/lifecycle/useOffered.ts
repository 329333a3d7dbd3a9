import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { offeredChanges, type SessionAction } from '../../../shared/model/lifecycle/offeredChanges.ts'
import { useOwn, useTicking } from '../../state/ConsoleContext.tsx'

/** Returns what this person may do with a session now; draws again when that changes, as when its time runs out. */
export function useOffered(session: SessionSummary): readonly SessionAction[] {
  const own = useOwn()
  const offered = useTicking((nowMs) => (own ? offeredChanges(session, own, nowMs).join(' ') : ''))
  return offered === '' ? [] : (offered.split(' ') as SessionAction[])
}
