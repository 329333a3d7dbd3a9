import type { Entry } from '../../../shared/model/entry.ts'
import type { SessionId, UserId } from '../../../shared/model/ids.ts'
import type { Role } from '../../../shared/model/role.ts'
import type { StoredThread } from '../../storage/sessionStore.ts'
import type { Storage } from '../../storage/storage.ts'
import type { UnsentMessages } from './unsentMessages.ts'

/** This user, as the relay last described them. */
export interface Self {
  readonly userId: UserId
  readonly name: string
  readonly role: Role
}

/** Stores that a change writes to, inside the transaction of `commit`. */
export interface LogWriter {
  readonly storage: Storage
  /** The outbox as it was before the transaction. */
  readonly unsent: Pick<UnsentMessages, 'find' | 'of' | 'amending'>
  readonly self: Self
  /** Returns whether the session has a tab, or is about to have one. */
  readonly isOpen: (sessionId: SessionId) => boolean
  /** The relay's clock at the latest (ms since 1970); infinite while it is not known. */
  readonly relayNowMs: number
}

/** Returns whether an entry is what is stored at its place: the relay has the same past as this console. */
export function isHeld({ entries }: Pick<Storage, 'entries'>, thread: StoredThread, entry: Entry): boolean {
  return entries.find(thread, entry.seq)?.id === entry.id
}
