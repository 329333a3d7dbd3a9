import type { DestinationStream } from 'pino'
import type { z } from 'zod'
import type { LogLevel } from '../../../../relay/environmentSchema.ts'
import type { RelayNode } from '../../../../relay/openNode.ts'
import type { Store } from '../../../../relay/store/store.ts'
import type { Role } from '../../../../src/shared/model/role.ts'
import type { Clock } from '../../../../src/shared/model/timing/clock.ts'
import type { userPutSchema } from '../../../../src/shared/protocol/rest.ts'
import type { SessionToPut } from './putAsAdmin.ts'

export interface StartRelayOptions {
  readonly clock?: Clock
  /** A data directory to use and keep; by default a new one, removed by `stop`. */
  readonly dataDir?: string
  readonly port?: number
  readonly logLevel?: LogLevel
  readonly logTo?: DestinationStream
  /** Puts something between the relay and its store. */
  readonly wrapStore?: (store: Store) => Store
  readonly env?: Readonly<Record<string, string>>
}

export interface StartedRelay {
  /** Of one node; with several, of the next one each time it is asked for. */
  readonly url: string
  readonly port: number
  readonly dataDir: string
  /** The store now in use; another one after `restart`. */
  readonly store: () => Store
  readonly useCases: () => RelayNode['useCases']
  /** Puts an account as an administrator would, over REST. */
  readonly putUser: (id: string, put: z.input<typeof userPutSchema>) => Promise<void>
  /** Puts a session as an administrator would. */
  readonly putSession: (id: string, put: SessionToPut) => Promise<void>
  readonly tokenFor: (userId: string, role: Role, name?: string, lifeMs?: number) => Promise<string>
  /** Fills the database's disk, so that it takes nothing more until `freeDisk`. */
  readonly fillDisk: () => unknown
  readonly freeDisk: () => unknown
  /** Stops gracefully and starts again on the same port and data; several nodes one after the other. */
  readonly restart: () => Promise<void>
  readonly stop: () => Promise<void>
}
