import type { SessionId } from '../../../shared/model/ids.ts'

/** Creates a count of the events about sessions, so that a list is not taken for newer than what came after it was asked for. */
export function createListOrder() {
  let eventCount = 0
  const lastEventOf = new Map<SessionId, number>()

  return {
    /** Returns the moment in which a list is asked for. */
    asOfNow: (): number => eventCount,
    /** An event about these sessions has come. */
    noteEvent: (ids: Iterable<SessionId>): void => {
      eventCount += 1
      for (const id of ids) lastEventOf.set(id, eventCount)
    },
    /** Returns whether an event about the session has come since `asked`. */
    hasEventSince: (id: SessionId, asked: number): boolean => (lastEventOf.get(id) ?? 0) > asked,
  }
}
