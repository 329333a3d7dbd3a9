import type { SessionId } from '../../../src/shared/model/ids.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import type { TakeTurn } from '../database/takeTurn.ts'
import type { Database } from '../tables.ts'
import type { WordIndex } from '../words/wordIndex.ts'
import { turnOfWords } from '../words/wordStore.ts'
import { findPurgeable, purgeSession } from './purgeSessions.ts'
import { countRedacted, type PurgedRedactions, purgeRedacted } from './redactedBodies.ts'

export interface RetentionStore {
  /**
   * Returns at most `limit` sessions, ascending by id from `after`, that are closed or had expired, are not in dispute, and have no
   * entry since `beforeMs` (ms since 1970).
   */
  readonly purgeable: (beforeMs: number, limit: number, after: SessionId | null) => Promise<SessionId[]>
  /**
   * Removes a session with all that belongs to it, in one transaction, unless it has an entry since `beforeMs`
   * or is open or in dispute; returns the hashes of the files that its attachments had, or undefined when it stays.
   */
  readonly purge: (id: SessionId, beforeMs: number) => Promise<string[] | undefined>
  /**
   * Returns how many messages and edits that were redacted before `beforeMs` still have their text kept, of sessions without a
   * dispute.
   */
  readonly countRedacted: (beforeMs: number) => Promise<number>
  /**
   * Removes the text of those, and the attachments that they had, in one transaction; returns how many there were, and the hashes
   * of the attachments' files.
   */
  readonly purgeRedacted: (beforeMs: number) => Promise<PurgedRedactions>
  /**
   * Resolves when no byte of what was removed is in the files of an SQLite database. PostgreSQL has its own rules for that, which
   * docs/operating.md names; nothing is done there.
   */
  readonly scrub: () => Promise<void>
}

/** Removes what is older than it may be kept. */
export function createRetentionStore(
  db: Database,
  queryRunner: QueryRunner,
  parts: { readonly scrub: () => Promise<void>; readonly wordIndex: WordIndex; readonly takeTurn: TakeTurn },
): RetentionStore {
  const { scrub, wordIndex, takeTurn } = parts
  return {
    scrub,
    countRedacted: (beforeMs) => queryRunner(() => countRedacted(db, beforeMs)),
    purgeRedacted: (beforeMs) =>
      queryRunner(() =>
        db.transaction().execute(async (transaction) => {
          await takeTurn(transaction, turnOfWords)
          return await purgeRedacted(transaction, wordIndex, beforeMs)
        }),
      ),
    purgeable: (beforeMs, limit, after) => queryRunner(() => findPurgeable(db, beforeMs, limit, after)),
    purge: (id, beforeMs) =>
      queryRunner(() => db.transaction().execute((transaction) => purgeSession(transaction, id, beforeMs))),
  }
}
