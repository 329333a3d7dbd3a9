import type { UserId } from '../../../shared/model/ids.ts'
import type { Role } from '../../../shared/model/role.ts'
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
  readonly unsent: Pick<UnsentMessages, 'find' | 'of'>
  readonly self: Self
  /** The relay's clock at the latest (ms since 1970); infinite while it is not known. */
  readonly relayNowMs: number
}
