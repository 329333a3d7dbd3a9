import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { Registry } from 'prom-client'
import { v7 } from 'uuid'
import { type Clock, systemClock } from '../src/shared/model/clock.ts'
import { FailureError } from '../src/shared/model/failure.ts'
import { entryIdSchema, userIdSchema } from '../src/shared/model/ids.ts'
import { createAccounts } from './accounts/accounts.ts'
import { createTokenIssuer, type IssueToken } from './accounts/tokenIssuer.ts'
import { createTokenVerifier } from './accounts/tokenVerifier.ts'
import { createRelay } from './createRelay.ts'
import type { RelaySettings } from './environment.ts'
import { createHttp } from './http/createHttp.ts'
import { createMetrics } from './http/metrics.ts'
import type { SessionUseCases } from './sessions/sessionUseCases.ts'
import type { Store } from './store/store.ts'

export interface NodeParts {
  readonly settings: RelaySettings
  /** Closed by `stop`. */
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
}

export interface RelayNode {
  /** `http://HOST:PORT`, with the port that was taken. */
  readonly url: string
  readonly useCases: SessionUseCases
  readonly issueToken: IssueToken
  /** `server:shutdown` to all, then everything under way is finished and closed, the store last. */
  readonly stop: () => Promise<void>
}

/** Whether there is such a user is all the same: looking for one reads the database. */
const soughtWhenChecked = userIdSchema.parse('ready-check')

/** Puts one node together and lets it listen. Throws `FailureError('unavailable')` when the port cannot be had. */
export async function openNode({ settings, store, clock, log }: NodeParts): Promise<RelayNode> {
  const { tokens, corsOrigins, host, port } = settings
  const metrics = createMetrics(new Registry())
  const counted = metrics.countAppends(store)
  const accountName = async (userId: Parameters<Store['users']['find']>[0]) => (await store.users.find(userId))?.name
  const verifyToken = createTokenVerifier({ settings: tokens, clock, accountName })
  const newEntryId = () => entryIdSchema.parse(v7())
  const relay = createRelay({
    store: counted,
    verifyToken,
    clock,
    log,
    corsOrigins,
    newEntryId,
    // Of the machine, also where a test owns the clock: it gathers what comes at once, and decides nothing.
    after: systemClock.after,
  })
  const http = await createHttp({
    accounts: createAccounts({ settings: tokens, store, clock, randomBytes }),
    useCases: relay.useCases,
    verifyToken,
    metrics,
    checkStore: () => store.users.find(soughtWhenChecked),
    connectionCount: relay.connectionCount,
    now: clock.now,
    newEntryId,
    log,
    corsOrigins,
  })
  relay.attach(http.server)
  try {
    await http.listen({ host, port })
  } catch (error) {
    await http.close()
    throw unusableAddress(error, host, port)
  }
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort(http.server.address())}`,
    useCases: relay.useCases,
    issueToken: createTokenIssuer(tokens, clock),
    stop: async () => {
      await relay.close()
      await http.close()
      await store.close()
    },
  }
}

function boundPort(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  return address.port
}

function unusableAddress(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new FailureError('unavailable', `port ${port} of ${host} is in use: stop what uses it, or set PORT`)
  if (code === 'EACCES')
    return new FailureError('unavailable', `port ${port} may not be opened: set PORT to 1024 or more`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new FailureError('unavailable', `${host} is not an address of this machine: set HOST`)
  return error
}
