import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'

/** The tables of what people have begun to write and not sent. */
export interface DraftTables {
  drafts: {
    user_id: UserId
    session_id: SessionId
    thread: Thread
    text: string
    at_ms: number
    /** The installation that has written the text. */
    writer: string
    /** The user's version at its last change. */
    version: number
    others_json: string
  }
  /** One row for each user. Its row lock is what orders the changes of their drafts. */
  draft_versions: {
    user_id: UserId
    version: number
  }
}
