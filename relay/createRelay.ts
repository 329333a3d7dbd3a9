import type { Server as HttpServer } from 'node:http'
import type { Logger } from 'pino'
import type { Clock } from '../src/shared/model/clock.ts'
import type { EntryId } from '../src/shared/model/ids.ts'
import type { VerifyToken } from './gateway/verifyToken.ts'
import type { SessionUseCases } from './sessions/sessionUseCases.ts'
import type { Store } from './store/store.ts'

export interface RelayParts {
  readonly store: Store
  readonly verifyToken: VerifyToken
  readonly clock: Clock
  readonly log: Logger
  /** Origins that browsers may connect from; `'*'` is any. */
  readonly corsOrigins: readonly string[] | '*'
  /** Makes the ids of the relay's own entries (membership, state). */
  readonly newEntryId?: () => EntryId
}

export interface Relay {
  readonly useCases: SessionUseCases
  /** Serves sockets on this HTTP server, beside what it serves already. */
  readonly attach: (httpServer: HttpServer) => void
  /** Native connections that are open now, for metrics. */
  readonly connectionCount: () => number
  /** Tells every connection that the node stops, refuses what comes from then on, finishes what is under way, closes the sockets. */
  readonly close: () => Promise<void>
}

/** Builds the use cases and the gateway over the given parts. The store and the HTTP server stay their owner's to close. */
export function createRelay(parts: RelayParts): Relay {
  throw new Error(`${parts.log.level}`)
}
