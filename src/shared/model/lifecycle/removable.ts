import type { UserId } from '../ids.ts'
import type { Participant } from '../session.ts'

/** Reason why somebody cannot be taken out of a session. */
export type RemovalHindrance = 'self' | 'patient' | 'onlyClinician' | 'claimed'

interface HeldSession {
  readonly claimedBy?: UserId | null | undefined
  readonly participants: readonly Pick<Participant, 'userId' | 'role'>[]
}

/** Returns why this participant cannot be taken out of an open session by somebody; null where they can. `mayTakeFrom`: they are no mere clinician. */
export function hindranceToRemove(
  { claimedBy, participants }: HeldSession,
  { userId, role }: Pick<Participant, 'userId' | 'role'>,
  by: { readonly userId: UserId; readonly mayTakeFrom: boolean },
): RemovalHindrance | null {
  if (userId === by.userId) return 'self'
  if (role === 'patient') return 'patient'
  if (role === 'clinician' && participants.filter((one) => one.role === 'clinician').length === 1)
    return 'onlyClinician'
  return claimedBy === userId && !by.mayTakeFrom ? 'claimed' : null
}
