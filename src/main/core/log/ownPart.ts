import type { UserId } from '../../../shared/model/ids.ts'
import type { Session } from '../../../shared/model/session.ts'

/** Returns whether a user takes part in a session. Whoever merely may see it holds its digest, and its entries for a tab alone. */
export function takesPart({ participants }: Pick<Session, 'participants'>, userId: UserId): boolean {
  return participants.some((participant) => participant.userId === userId)
}
