import type { SessionId } from '../../../shared/model/ids.ts'

/** Creates a count of what has come of sessions, so that an answer is not taken for newer than what came after it was asked for. */
export function createArrivals() {
  let count = 0
  const lastOf = new Map<SessionId, number>()

  return {
    /** Returns the moment in which something is asked for. */
    asOfNow: (): number => count,
    /** Something of these sessions has come, at a moment that another count has, or at the next one of this. */
    note: (ids: Iterable<SessionId>, at = count + 1): void => {
      count = at
      for (const id of ids) lastOf.set(id, count)
    },
    /** Returns whether something of the session has come since `asked`. */
    hasCome: (id: SessionId, asked: number): boolean => (lastOf.get(id) ?? 0) > asked,
  }
}
