import type { OpenSocket } from '../../client/openSocket.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import type { OpenStorage } from '../storage/storage.ts'
import type { SignInWith } from './account/account.ts'
import type { CoreTimings } from './runtime/coreTimings.ts'
import type { KeySafe } from './runtime/keySafe.ts'
import type { Log } from './runtime/log.ts'
import type { Random } from './runtime/random.ts'

/** Everything the core needs from outside. The composition root supplies it; tests replace what they want to own. */
export interface CoreParts {
  /** The directory that holds `profile.json` and the databases. Made if it is missing. */
  readonly dataDir: string
  readonly keySafe: KeySafe
  readonly openStorage: OpenStorage
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly openSocket: OpenSocket
  readonly fetch: typeof fetch
  /** Name of this console as the relay shows it, at most 100 characters. */
  readonly deviceName: string
  readonly signInWith?: SignInWith
  /** By default `coreTimings`. */
  readonly timings?: CoreTimings
}
