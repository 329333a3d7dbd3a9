import type { Clock } from '../../shared/model/clock.ts'
import type { OpenStorage } from '../storage/storage.ts'
import type { CoreTimings } from './coreTimings.ts'
import type { KeySafe } from './keySafe.ts'
import type { Log } from './log.ts'
import type { Random } from './random.ts'
import type { ConnectSocket } from './relaySocket.ts'

/** Credentials with which the core signs in by itself whenever nobody is signed in. */
export interface SignInWith {
  readonly relayUrl: string
  readonly user: string
  readonly password: string
}

/** Everything the core needs from outside. The composition root supplies it; tests replace what they want to own. */
export interface CoreParts {
  /** The directory that holds `profile.json` and the databases. Made if it is missing. */
  readonly dataDir: string
  readonly keySafe: KeySafe
  readonly openStorage: OpenStorage
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly connectSocket: ConnectSocket
  readonly fetch: typeof fetch
  /** What the relay shows as this console's name, at most 100 characters. */
  readonly deviceName: string
  readonly signInWith?: SignInWith
  /** By default `coreTimings`. */
  readonly timings?: CoreTimings
}
