import type { Account } from '../../../shared/ipc/account.ts'
import type { Handlers } from '../../../shared/ipc/commands.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { BackOff } from '../../../shared/model/timing/backOff.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import { createSerialize } from '../../../shared/model/timing/serialize.ts'
import { relayBase } from '../../../shared/protocol/relayAddress.ts'
import { createRetry } from '../link/retry.ts'
import type { Background } from '../runtime/background.ts'
import type { Log } from '../runtime/log.ts'
import type { Random } from '../runtime/random.ts'
import type { AccountFiles } from './accountFiles.ts'
import { type SignInParts, signIn } from './signIn.ts'
import { signOut } from './signOut.ts'

/** Credentials with which the core signs in by itself whenever nobody is signed in. */
export interface SignInWith {
  readonly relayUrl: string
  readonly user: string
  readonly password: string
}

export interface AccountParts extends Omit<SignInParts, 'expired' | 'files'> {
  readonly files: AccountFiles
  readonly signInWith: SignInWith | undefined
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly run: Background['run']
  readonly backOff: BackOff
}

/** Signing in and out, one after the other: by a person, or by itself. */
export function createAccount(parts: AccountParts) {
  const { current, files, log, signInWith: credentials } = parts
  const serialize = createSerialize()
  const byItself = createRetry({ ...parts, attempt: signInByItself })
  const signInParts: SignInParts = { ...parts, expired: signInSoon }

  function signInSoon(): void {
    if (credentials) byItself.now()
  }

  async function signInByItself(): Promise<boolean> {
    if (!credentials || current.isEnded()) return true
    try {
      await serialize(() => signIn(signInParts, credentials))
      return true
    } catch (error) {
      if (!(error instanceof FailureError)) throw error
      log.info({ kind: error.failure.kind }, 'signing in by itself did not work')
      if (current.isEnded()) return true
      const account = current.stated()
      if (account.state === 'signedOut') current.stateUnlessSame({ ...account, failure: error.failure })
      return false
    }
  }

  function openLast(): void {
    try {
      const storage = files.openLast()
      if (!storage) return
      const identity = storage.settings.read('account')
      if (!identity) {
        storage.close()
        return
      }
      current.state({ state: 'signedIn', ...identity })
      current.open(storage, identity, signInSoon)
    } catch (error) {
      if (!(error instanceof FailureError)) throw error
      log.warn({ kind: error.failure.kind }, 'the database could not be opened')
      current.state({ state: 'signedOut', relayUrl: files.relayUrl(), failure: error.failure })
    }
  }

  return {
    handlers: {
      signIn: (request) => serialize(() => signIn(signInParts, request)),
      signOut: () => serialize(() => signOut(parts)),
    } satisfies Partial<Handlers>,
    /** Opens the file of whoever was signed in last, and signs in by itself when that is not who it is to be. */
    start: (): void => {
      openLast()
      current.find()?.connect()
      if (credentials && !isAt(current.stated(), credentials.relayUrl)) byItself.now()
    },
    close: async (): Promise<void> => {
      byItself.reset()
      await current.end()
    },
  }
}

/** Another relay than the last one has other users, even under the same names. */
function isAt(account: Account, relayUrl: string): boolean {
  return account.state === 'signedIn' && account.relayUrl === relayBase(relayUrl)
}
