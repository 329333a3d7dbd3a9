import type { Entry } from '../../../src/shared/model/entry.ts'
import type { Append } from './append.ts'

/** The places that a batch takes in one thread. */
export interface Places extends Pick<Append, 'sessionId' | 'thread'> {
  /** Of the session. Entries that were decided at an older one get no place. */
  readonly version: number
  count: number
}

export const threadOf = ({ sessionId, thread }: Pick<Append, 'sessionId' | 'thread'>): string =>
  `${sessionId} ${thread}`

/** Returns the places that a batch needs, by thread (`threadOf`); in a fixed order, so that two writers cannot wait for each other. */
export function placesOf(appends: readonly Append[]): ReadonlyMap<string, Places> {
  const byThread = new Map<string, Places>()
  for (const append of appends) {
    const { sessionId, thread, sessionVersion: version } = append
    const key = threadOf(append)
    const places = byThread.get(key)
    if (!places || places.version < version) byThread.set(key, { sessionId, thread, version, count: 1 })
    else if (places.version === version) places.count += 1
  }
  return byThread.size < 2 ? byThread : new Map([...byThread].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Returns the entry that is stored at this place. */
export function toAppended(append: Append, seq: number): Entry {
  const { id, sessionId, thread, senderId, senderName, senderRole, body, atMs } = append
  return { id, sessionId, thread, senderId, senderName, senderRole, body, seq, at: atMs }
}
