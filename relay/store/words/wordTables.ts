import type { Generated } from 'kysely'
import type { SessionId } from '../../../src/shared/model/ids.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'

/** The tables of the words of messages, but for those that each database keeps the words in by itself. */
export interface WordTables {
  /** Entries of a thread that follow each other, all of whose words are found together. The blocks of a thread leave no gap. */
  word_blocks: {
    id: Generated<number>
    session_id: SessionId
    thread: Thread
    from_seq: number
    up_to_seq: number
  }
  /** The end of the blocks of a thread; a thread that is missing has none. */
  indexed_threads: {
    session_id: SessionId
    thread: Thread
    up_to_seq: number
  }
}
