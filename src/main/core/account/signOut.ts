import type { Account } from '../../../shared/ipc/account.ts'
import type { Background } from '../runtime/background.ts'
import type { AccountFiles } from './accountFiles.ts'
import type { CurrentAccount } from './currentAccount.ts'

/** Signs the person out here, whether or not the relay can be notified. What is unsent is kept in their file. */
export async function signOut(parts: {
  readonly current: CurrentAccount
  readonly files: Pick<AccountFiles, 'signedOut'>
  readonly run: Background['run']
}): Promise<Account> {
  const leaving = parts.current.find()
  if (!leaving) return parts.current.stated()
  const { rest } = leaving
  const { relayUrl } = leaving.identity()
  const refreshToken = leaving.tokens.forget()
  parts.files.signedOut()
  await parts.current.close()
  const account = parts.current.state({ state: 'signedOut', relayUrl, failure: null })
  if (refreshToken !== null) parts.run(() => rest.logout(refreshToken))
  return account
}
