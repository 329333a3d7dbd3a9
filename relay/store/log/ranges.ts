import type { SessionId } from '../../../src/shared/model/ids.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'

/** A thread of a session. */
export interface ThreadKey {
  readonly sessionId: SessionId
  readonly thread: Thread
}

export interface ThreadRange extends ThreadKey {
  readonly limit: number
  /** Ascending from the first `seq` greater than `after`, or the last ones smaller than `before`, still ascending. */
  readonly from: { readonly after: number } | { readonly before: number }
}

export interface MessageRange extends ThreadKey {
  readonly after?: number | undefined
  readonly before?: number | undefined
  readonly limit: number
}

/** Messages of a thread, by their `seq`s. */
export interface MessageTargets extends ThreadKey {
  readonly targets: readonly number[]
}
