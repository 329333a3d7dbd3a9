import type { Entry } from '../entry.ts'
import type { UserId } from '../ids.ts'

/** Message that is about to be sent, and what its writer can have seen. Times are of the relay's clock, in ms. */
export interface Answering {
  /** The newest entries of the thread, ascending. */
  readonly entries: readonly Entry[]
  /** When the text was begun, and when its writer last changed it. */
  readonly begunAt: number
  readonly changedAt: number
  /** The `seq` up to which its writer has read. */
  readonly readUpTo: number
  readonly ownUserId: UserId
  readonly now: number
}

/** Nobody stops a key for what came so short a time before it, in ms. */
const tooShortToSeeMs = 200

/** Time after which a message that is still unread was in front of nobody, in ms: in view, it is read after a second. */
const readWithinMs = 2_000

/**
 * Returns the newest message of somebody else that came since the text was begun and that its writer cannot have had in mind: one of the
 * patient that came as the key was pressed or was never in view; one of a colleague to which nothing was changed since. Null where
 * there is none.
 */
export function wroteSince({ entries, begunAt, changedAt, readUpTo, ownUserId, now }: Answering): Entry | null {
  const isUnheeded = ({ seq, at, senderId, senderRole, body }: Entry): boolean => {
    if (body.kind !== 'message' || senderId === ownUserId || at <= begunAt) return false
    if (senderRole !== 'patient') return seq > readUpTo || at > changedAt
    const ageMs = now - at
    return ageMs < tooShortToSeeMs || (seq > readUpTo && ageMs > readWithinMs)
  }
  return entries.findLast(isUnheeded) ?? null
}
