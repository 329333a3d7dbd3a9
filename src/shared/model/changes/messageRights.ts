import type { Role } from '../role.ts'
import type { Change } from './messageChange.ts'

/** A message, who would change it, and the session that it is in, as far as it matters to whether they may. */
export interface MessageSituation {
  readonly isAuthor: boolean
  /** Role of the person in this session. */
  readonly role: Role
  /** False for support and administrators who look on. */
  readonly isParticipant: boolean
  /** The session takes new entries: it is neither closed nor expired. */
  readonly isOpen: boolean
  /** The session is in dispute. */
  readonly isFrozen: boolean
  readonly isRedacted: boolean
}

/**
 * Reason for which a message may not be changed. `looksOn`: support that has not joined. `notTheirs`: somebody else's message. `frozen`: what
 * was written stays as it is during a dispute.
 */
export type ChangeRefusal = 'looksOn' | 'notTheirs' | 'frozen' | 'closed' | 'redacted'

/**
 * Returns why a change of a message is refused, or null where it may be made. Texts are edited by their author, in an open session; staff may
 * take back their own after it was closed, and support and administrators anybody's; whoever takes part may react in an open one.
 */
export function changeRefusal(kind: Change['kind'], at: MessageSituation): ChangeRefusal | null {
  const { isAuthor, role, isOpen } = at
  if (role === 'support' && !at.isParticipant) return 'looksOn'
  const isModerator = role === 'support' || role === 'admin'
  if (kind !== 'reaction') {
    if (!isAuthor && !(kind === 'redaction' && isModerator)) return 'notTheirs'
    if (at.isFrozen) return 'frozen'
  }
  // Staff may have to take back what went to the wrong patient after the session was closed.
  if (!isOpen && !(kind === 'redaction' && role !== 'patient')) return 'closed'
  return at.isRedacted ? 'redacted' : null
}
