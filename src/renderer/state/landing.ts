import type { SessionId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'

/** Message that somebody jumps to. Another jump is another object. */
export interface Landing {
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly seq: number
  /** Whether the message takes the focus of the keyboard, if nothing outside of the conversation has it by then. */
  readonly takesFocus: boolean
}
