import type { Account } from '../../../shared/ipc/account.ts'
import type { CommandRequest } from '../../../shared/ipc/commands.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import { relayBase } from '../../../shared/protocol/relayAddress.ts'
import type { Tokens } from '../../../shared/protocol/rest.ts'
import type { Storage } from '../../storage/storage.ts'
import type { RelayRest } from '../link/relayRest.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'
import type { AccountFiles } from './accountFiles.ts'
import type { CurrentAccount } from './currentAccount.ts'
import type { Identity } from './identity.ts'
import type { OpenedAccount } from './openedAccount.ts'

export interface SignInParts {
  readonly current: CurrentAccount
  readonly files: Pick<AccountFiles, 'deviceId' | 'openFor' | 'signedIn'>
  readonly restAt: (relayUrl: string) => Pick<RelayRest, 'login'>
  readonly storageHealth: Pick<StorageHealth, 'report'>
  /** Called after the sign-in of an account that is open has expired. */
  readonly expired: () => void
  /** Sends the settings of the account that is open now to the listeners. */
  readonly announceSettings: () => void
}

/** Signs a person in, and opens their file. Throws what the relay refused with, or what the disk did. */
export async function signIn(parts: SignInParts, request: CommandRequest<'signIn'>): Promise<Account> {
  const { current, files } = parts
  const relayUrl = relayBase(request.relayUrl)
  const tokens = await parts.restAt(relayUrl).login(request.user, request.password, files.deviceId)
  const identity: Identity = { relayUrl, userId: tokens.user.id, name: tokens.user.name, role: tokens.user.role }
  const before = current.find()?.identity()
  const isSame = before?.userId === identity.userId && before.relayUrl === relayUrl
  if (!isSame) await current.close()
  if (current.isEnded()) throw new FailureError('unavailable', 'The console is closing.')
  const open = current.find()
  const opened = isSame && open ? open : current.open(openFile(parts, identity), identity, parts.expired)
  return resume(parts, opened, identity, tokens)
}

function openFile({ files, storageHealth }: SignInParts, identity: Identity): Storage {
  const { storage, loss } = files.openFor(identity.relayUrl, identity.userId)
  try {
    storage.transact(() => storage.settings.write('account', identity))
    files.signedIn(identity.relayUrl, identity.userId)
  } catch (error) {
    storage.close()
    throw error
  }
  if (loss) storageHealth.report(loss)
  return storage
}

function resume(parts: SignInParts, opened: OpenedAccount, identity: Identity, tokens: Tokens): Account {
  opened.tokens.accept(tokens)
  const account = parts.current.state({ state: 'signedIn', ...identity })
  opened.announce()
  parts.announceSettings()
  opened.connect()
  return account
}
