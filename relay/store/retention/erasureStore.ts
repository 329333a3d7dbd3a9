import type { AttachmentId } from '../../../src/shared/model/files/attachment.ts'
import type { SessionId } from '../../../src/shared/model/ids.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import type { Changes } from '../digests/changes.ts'
import type { Database } from '../tables.ts'
import { removeAccount } from './removeAccount.ts'
import { type ErasedPerson, renameInNextSessions } from './renameInLogs.ts'

export interface ErasureStore {
  /**
   * Removes, in one transaction, the account of a person and all that is kept for it, and puts the pseudonym in the place of their name
   * wherever they take part; no token of theirs is valid from then on, and no account can have the id. `failureKeys` maps the places
   * from which they have signed in to the keys under which their failed sign-ins are counted. Returns the uploads that no message carries; undefined, with
   * nothing changed, when nobody is known by this id.
   */
  readonly removeAccount: (
    person: ErasedPerson,
    failureKeys: (places: readonly string[]) => readonly string[],
  ) => Promise<readonly { readonly id: AttachmentId; readonly sha256: string }[] | undefined>
  /**
   * Puts the pseudonym in the place of the name in the entries of the next sessions, ascending by id from `after`, in one transaction.
   * Returns how many entries of theirs or about them there are, and the last of the sessions; null: there are no more.
   */
  readonly renameInLogs: (
    person: ErasedPerson,
    after: SessionId | null,
  ) => Promise<{ readonly entries: number; readonly last: SessionId | null }>
}

/** The right to erasure, over all tables. */
export function createErasureStore(db: Database, queryRunner: QueryRunner, changes: Changes): ErasureStore {
  return {
    removeAccount: (person, failureKeys) =>
      queryRunner(() =>
        db.transaction().execute((transaction) => removeAccount(transaction, changes, person, failureKeys)),
      ),
    renameInLogs: (person, after) =>
      queryRunner(() => db.transaction().execute((transaction) => renameInNextSessions(transaction, person, after))),
  }
}
