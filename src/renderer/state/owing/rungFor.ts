import type { Ring } from '../../../shared/model/clinic/ringing.ts'
import { ownUserId, type ScreenState } from '../screenState.ts'

/**
 * Returns the rings that still count for this person, the longest wait first: the patient waits as then, and nobody has taken the session, in which they
 * take part or are asked to look on. By what the sessions say, so that it ends everywhere as soon as somebody has.
 */
export function rungFor({
  rings,
  sessions,
  account,
}: Pick<ScreenState, 'rings' | 'sessions' | 'account'>): readonly Ring[] {
  const own = ownUserId(account)
  return [...rings.values()]
    .filter(({ sessionId, owedSince }) => {
      const session = sessions.get(sessionId)
      if (!session?.active || session.claimedBy !== undefined || session.owedSince === null) return false
      // An answer meanwhile began another wait.
      if (session.owedSince > owedSince) return false
      const takesPart = session.participants.some(({ userId, role }) => userId === own && role !== 'patient')
      return takesPart || session.escalation !== undefined
    })
    .sort((a, b) => a.owedSince - b.owedSince)
}
