import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { FailureError } from '../src/shared/model/failure.ts'
import type { EntryId } from '../src/shared/model/ids.ts'
import { type Clock, systemClock } from '../src/shared/model/timing/clock.ts'
import { createAccounts } from './accounts/createAccounts.ts'
import { createPasswords } from './accounts/passwords.ts'
import { createPasswordWorkers } from './accounts/passwordWorkers.ts'
import { createAdministration } from './administration/createAdministration.ts'
import { createReadiness } from './createReadiness.ts'
import type { Relay } from './createRelay.ts'
import { dialects } from './dialects/dialects.ts'
import { dialectRoutes } from './dialects/serving/dialectRoutes.ts'
import type { ShowText } from './dialects/table/showText.ts'
import type { RelaySettings } from './environment.ts'
import { createHttp } from './http/createHttp.ts'
import type { Metrics } from './http/metrics.ts'
import { createReadMeasures } from './http/readMeasures.ts'
import { readPatientPage } from './http/readPatientPage.ts'
import type { Invitations } from './invitations/invitations.ts'
import type { RateLimiter } from './limits/createRateLimiter.ts'
import { asyncapiText } from './reference/asyncapiText.ts'
import { requireDiskSpace } from './requireDiskSpace.ts'
import type { Store } from './store/store.ts'

/** Folder in which the build puts the page of invited patients. */
const patientPageDir = join(import.meta.dirname, '..', 'out', 'patient')

/** Time that a request under way has to come to its end when the node stops. */
const lastRequestsMs = 5_000

/** So many may wait to be accepted, where the system allows it: after a restart all clients come back in the same second. */
const waitingConnections = 4_096

export interface NodeHttpParts {
  readonly settings: RelaySettings
  readonly store: Store
  readonly relay: Relay
  readonly invitations: Invitations
  readonly metrics: Metrics
  readonly limit: RateLimiter
  readonly showText: ShowText
  readonly newEntryId: () => EntryId
  readonly clock: Clock
  readonly log: Logger
}

export interface NodeHttp {
  /** Takes sockets too. */
  readonly server: Server
  /** Resolves to the port that was taken. Rejects with `FailureError('unavailable')` when it cannot be had. */
  readonly listen: () => Promise<number>
  /** From now on the node is not ready. */
  readonly stopReadiness: () => void
  /** Resolves when the requests under way are answered, or had time enough. */
  readonly close: () => Promise<void>
}

/** Builds the HTTP interface of a node over its relay, with what only HTTP offers: accounts, administration, readiness. */
export async function createNodeHttp(parts: NodeHttpParts): Promise<NodeHttp> {
  const { settings, store, relay, invitations, metrics, showText, newEntryId, clock, log } = parts
  const { corsOrigins, host, port, proxies, publicUrl } = settings
  const { sessionCache, useCases, accessEnded, erase, purge, attachments, notifications, clinic, drafts } = relay
  const passwordWorkers = createPasswordWorkers()
  const passwords = createPasswords(randomBytes, passwordWorkers.deriveKey)
  const accounts = createAccounts({ settings: settings.tokens, store, clock, randomBytes, passwords, accessEnded })
  const changes = { accounts, accessEnded, erase, purge }
  // By the machine's time: how long a database takes does not depend on a clock that a test stops.
  const readiness = createReadiness({
    askStore: () => Promise.all([store.check(), requireDiskSpace(settings.dataDir)]),
    clock: systemClock,
  })
  const app = await createHttp({
    ...{ accounts, useCases, attachments, notifications, clinic, drafts, invitations, metrics, newEntryId, log },
    ...{ corsOrigins, proxies, publicUrl, limit: parts.limit },
    administration: createAdministration({ store, sessionCache, useCases, ...changes, clock, log }),
    patientPage: await readPatientPage(patientPageDir, settings.patientPage),
    otherRoutes: dialectRoutes(dialects, { useCases, showText, newEntryId, now: clock.now }),
    asyncapi: asyncapiText,
    verifyToken: invitations.verifyToken,
    checkReady: readiness.check,
    readMeasures: createReadMeasures({ metrics, gauges: relay.gauges, now: systemClock.steady }),
    now: clock.now,
  })
  return {
    server: app.server,
    listen: async () => {
      try {
        await app.listen({ host, port, backlog: waitingConnections })
      } catch (error) {
        throw unusableAddress(error, host, port)
      }
      return boundPort(app.server.address())
    },
    stopReadiness: readiness.stop,
    close: async () => {
      // A request that never comes to its end, as an upload from a phone that lost its line, must not hold the node.
      const cancelCut = clock.after(lastRequestsMs, () => app.server.closeAllConnections())
      await app.close()
      cancelCut()
      await passwordWorkers.close()
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
