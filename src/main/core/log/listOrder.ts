import type { SessionId } from '../../../shared/model/ids.ts'

/** Creates a count of what events have said of sessions, so that a list is not taken for newer than what came after its question. */
export function createListOrder() {
  let eventCount = 0
  const lastEventOf = new Map<SessionId, number>()

  return {
    /** Returns the moment in which a list is asked for. */
    asOfNow: (): number => eventCount,
    /** An event has told of these sessions. */
    noteEvent: (ids: Iterable<SessionId>): void => {
      eventCount += 1
      for (const id of ids) lastEventOf.set(id, eventCount)
    },
    /** Whether no event has told of the session since `asked`. */
    isUntold: (id: SessionId, asked: number): boolean => (lastEventOf.get(id) ?? 0) <= asked,
  }
}
