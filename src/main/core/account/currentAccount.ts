import type { Account } from '../../../shared/ipc/account.ts'
import { type Failure, FailureError } from '../../../shared/model/failure.ts'
import type { Storage } from '../../storage/storage.ts'
import type { Emit } from '../runtime/events.ts'
import type { Log } from '../runtime/log.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'
import type { Identity } from './identity.ts'
import type { OpenAccount, OpenedAccount } from './openedAccount.ts'

export interface CurrentAccountParts {
  readonly openAccount: OpenAccount
  readonly first: Account
  readonly emit: Emit
  readonly storageHealth: Pick<StorageHealth, 'write'>
  readonly log: Log
}

export type CurrentAccount = ReturnType<typeof createCurrentAccount>

const signInAgain: Failure = {
  kind: 'unauthenticated',
  message: 'Your sign-in has expired. Nothing is sent until you sign in again; nothing is lost.',
}

/**
 * Creates the record of who is at this console, as the screen states it, and of the one account that is open, or none.
 */
export function createCurrentAccount(parts: CurrentAccountParts) {
  let stated = parts.first
  let open: OpenedAccount | null = null
  let isEnded = false

  function state(next: Account): Account {
    stated = next
    parts.emit({ name: 'accountChanged', payload: next })
    return next
  }

  function stateUnlessSame(next: Account): void {
    if (JSON.stringify(next) !== JSON.stringify(stated)) state(next)
  }

  async function close(): Promise<void> {
    const closing = open
    open = null
    await closing?.close()
  }

  return {
    stated: () => stated,
    state,
    stateUnlessSame,
    find: (): OpenedAccount | null => open,
    /** Throws `unauthenticated` when nobody is signed in. */
    require: (): OpenedAccount => {
      if (!open) throw new FailureError('unauthenticated', 'Nobody is signed in at this console.')
      return open
    },
    /** Opens an account in place of none. Calls `expired` after its sign-in has expired, as long as it is the one that is open. */
    open: (storage: Storage, identity: Identity, expired: () => void): OpenedAccount => {
      const opened: OpenedAccount = parts.openAccount(storage, identity, {
        renewed: (user) => {
          const renewed = { ...identity, name: user.name, role: user.role }
          parts.storageHealth.write(() => storage.transact(() => storage.settings.write('account', renewed)))
          if (open === opened && stated.state === 'signedIn') stateUnlessSame({ state: 'signedIn', ...renewed })
        },
        expired: () => {
          if (open !== opened) return
          parts.log.info({}, 'the sign-in has expired')
          opened.disconnect(signInAgain)
          state({ state: 'expired', ...opened.identity() })
          expired()
        },
      })
      open = opened
      return opened
    },
    close,
    /** Whether no account is to be opened any more. */
    isEnded: () => isEnded,
    /** Closes what is open, for good. */
    end: async (): Promise<void> => {
      if (isEnded) return
      isEnded = true
      await close()
    },
  }
}
