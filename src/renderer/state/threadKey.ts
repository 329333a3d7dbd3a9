import type { SessionId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'

/** One thread of one session, as a key of maps. A session id holds no space, so two threads never share a key. */
export type ThreadKey = `${string} ${Thread}`

/** The key of a thread. */
export function threadKey(sessionId: SessionId, thread: Thread): ThreadKey {
  return `${sessionId} ${thread}`
}
