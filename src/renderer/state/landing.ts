import type { SessionId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'

/**
 * Place of a message in the view after a jump: in the middle, standing out for a moment; at the upper edge, below the line of its day where that is
 * above it; or as it stood before, `aboveEdgePx` of the row `key` above the upper edge.
 */
export type Stand =
  | { readonly kind: 'middle' | 'dayBegins' }
  | { readonly kind: 'asBefore'; readonly key: string; readonly aboveEdgePx: number }

/** Message that somebody jumps to. Another jump is another object. */
export interface Landing {
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly seq: number
  /** Whether the message takes the focus of the keyboard, if nothing outside of the conversation has it by then. */
  readonly takesFocus: boolean
  /** In the middle unless it is given. */
  readonly stand?: Stand
}
