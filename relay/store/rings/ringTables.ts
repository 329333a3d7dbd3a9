import type { SessionId } from '../../../src/shared/model/ids.ts'

/** The table of how often it has been rung. */
export interface RingTables {
  /** One row for a session at the most, of its last wait that was rung for. */
  rings: {
    session_id: SessionId
    owed_since_ms: number
    count: number
  }
}
