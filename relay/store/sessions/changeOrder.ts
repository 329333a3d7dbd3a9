import type { Entry } from '../../../src/shared/model/entry.ts'
import type { EntryId, SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import type { UserRecord } from '../accounts/userStore.ts'
import type { Append } from '../log/append.ts'
import type { SessionRecord, SessionState } from './sessionRecord.ts'

/** Somebody's request for a change, by which it is distinguished from other requests under the same id. */
export interface ChangeRequest {
  readonly id: EntryId
  readonly senderId: UserId
  /** The whole request as text: equal for two requests that ask for the same. */
  readonly asks: string
}

export interface ChangeOrder {
  readonly id: SessionId
  /** Users on whose accounts the decision depends. */
  readonly accountsOf?: readonly UserId[]
  /**
   * Request that the change carries out, once, by the entry that has its id. Without one, the relay or an administrator makes the
   * change.
   */
  readonly request?: ChangeRequest
  /** Gets undefined for a session that does not exist. When it throws, nothing is changed. */
  readonly decide: (
    current: SessionRecord | undefined,
    accounts: ReadonlyMap<UserId, Pick<UserRecord, 'id' | 'name' | 'role'>>,
    /** Names that those of `accountsOf` who have no account have in other sessions. */
    names: ReadonlyMap<UserId, string>,
  ) => { readonly next: SessionState; readonly appends: readonly ChangeAppend[] }
}

/** `changed`: it is stored with the entries that report it. `repeated`: the same request was carried out before; nothing is changed. */
export type Changed =
  | {
      readonly outcome: 'changed'
      readonly record: SessionRecord
      readonly heads: Readonly<Record<Thread, number>>
      readonly entries: readonly Entry[]
    }
  | { readonly outcome: 'repeated'; readonly entry: Entry }

/** An entry that reports a change of its session, in the care thread unless it says otherwise. */
export type ChangeAppend = Omit<Append, 'sessionId' | 'thread' | 'sessionVersion'> & { readonly thread?: Thread }
