import type { CommandName, Handlers } from '../../../shared/ipc/commands.ts'
import type { ConsoleState } from '../../../shared/ipc/consoleState.ts'
import type { Failure } from '../../../shared/model/failure.ts'
import type { Tokens } from '../../../shared/protocol/rest.ts'
import type { Storage } from '../../storage/storage.ts'
import type { RelayRest } from '../link/relayRest.ts'
import type { TokenKeeper } from '../link/tokens.ts'
import type { Identity } from './identity.ts'

/** The commands that are there whether or not somebody is signed in. */
type CoreCommand = 'readConsole' | 'signIn' | 'signOut' | 'saveSettings' | 'handedOver'

/** The commands that need somebody who is signed in. */
export type AccountHandlers = Pick<Handlers, Exclude<CommandName, CoreCommand>>

/** Everything that is there while the file of a user is open. */
export interface OpenedAccount {
  readonly handlers: AccountHandlers
  readonly storage: Pick<Storage, 'transact' | 'settings'>
  readonly tokens: Pick<TokenKeeper, 'accept' | 'forget'>
  readonly rest: Pick<RelayRest, 'logout'>
  readonly identity: () => Identity
  readonly state: () => Pick<
    ConsoleState,
    'link' | 'sessions' | 'pending' | 'amending' | 'typing' | 'presence' | 'workspace' | 'clinic'
  >
  /** Sends all sessions and unsent messages to the listeners. */
  readonly announce: () => void
  readonly connect: () => void
  /** Ends the connection; `failure` is the reason, where the person has to do something about it. */
  readonly disconnect: (failure: Failure) => void
  /** Resolves when the file is closed. */
  readonly close: () => Promise<void>
}

/** Listener of whoever opened the account. */
export interface AccountListener {
  /** The relay has renewed the token, and describes the user so. */
  readonly renewed: (user: Tokens['user']) => void
  /** The relay takes the refresh token no longer: only signing in helps. */
  readonly expired: () => void
}

export type OpenAccount = (storage: Storage, identity: Identity, listener: AccountListener) => OpenedAccount
