import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { v7 } from 'uuid'
import { FailureError } from '../src/shared/model/failure.ts'
import { entryIdSchema } from '../src/shared/model/ids.ts'
import { type Clock, systemClock } from '../src/shared/model/timing/clock.ts'
import { invitationIdSchema } from '../src/shared/protocol/invitation.ts'
import { createAccounts } from './accounts/createAccounts.ts'
import { createPasswords } from './accounts/passwords.ts'
import { createPasswordWorkers } from './accounts/passwordWorkers.ts'
import { createTokenIssuer, type IssueToken } from './accounts/tokenIssuer.ts'
import { createTokenVerifier } from './accounts/tokenVerifier.ts'
import { createAdministration } from './administration/createAdministration.ts'
import { createAttachmentFiles } from './attachments/attachmentFiles.ts'
import { createClamdScanner } from './attachments/clamdScanner.ts'
import { createReplicatedCounter } from './cluster/createReplicatedCounter.ts'
import { createRedisChannel } from './cluster/redis/createRedisChannel.ts'
import { createSharedCounter } from './cluster/redis/createSharedCounter.ts'
import { createReadiness } from './createReadiness.ts'
import { createRelay } from './createRelay.ts'
import { dialects } from './dialects/dialects.ts'
import { dialectRoutes } from './dialects/serving/dialectRoutes.ts'
import { createShowText } from './dialects/table/showText.ts'
import type { RelaySettings } from './environment.ts'
import { createHttp } from './http/createHttp.ts'
import { createMetrics } from './http/metrics.ts'
import { createReadMeasures } from './http/readMeasures.ts'
import { readPatientPage } from './http/readPatientPage.ts'
import { createInvitations } from './invitations/createInvitations.ts'
import { createInvitationTokens, invitationKeyOf } from './invitations/invitationTokens.ts'
import { createRateLimiter } from './limits/createRateLimiter.ts'
import { createFrameMeter } from './limits/frameMeter.ts'
import { perNodeLimits } from './limits/rateLimits.ts'
import { asyncapiText } from './reference/asyncapiText.ts'
import { requireRoom } from './requireRoom.ts'
import type { SessionUseCases } from './sessions/sessionUseCases.ts'
import type { Store } from './store/store.ts'

/** Folder in which the build puts the page of invited patients. */
const patientPageDir = join(import.meta.dirname, '..', 'out', 'patient')

/** Time that a request under way has to come to its end when the node stops. */
const lastRequestsMs = 5_000

/** So many may wait to be accepted, where the system allows it: after a restart all clients come back in the same second. */
const waitingConnections = 4_096

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
  /** Returns whether this node knows what the others did up to a moment ago; always, when it is the only one. */
  readonly isSynced: () => boolean
  readonly issueToken: IssueToken
  /** `server:shutdown` to all, then everything under way is finished and closed, the store last. */
  readonly stop: () => Promise<void>
}

/** Puts one node together and lets it listen. Throws `FailureError('unavailable')` when the port cannot be had. */
export async function openNode({ settings, store, clock, log }: NodeParts): Promise<RelayNode> {
  const { tokens, corsOrigins, host, port } = settings
  if (tokens.key.kind === 'jwks' && tokens.audience === null)
    log.warn('tokens for other applications are taken: set JWT_AUDIENCE to what the identity provider puts into aud')
  const metrics = createMetrics(new Registry())
  collectDefaultMetrics({ register: metrics.registry })
  const counted = metrics.countAppends(store)
  const accountName = async (userId: Parameters<Store['users']['find']>[0]) => (await store.users.find(userId))?.name
  const verifyToken = createTokenVerifier({
    settings: tokens,
    clock,
    accountName,
    isEnded: store.refreshTokens.isEnded,
  })
  const newEntryId = () => entryIdSchema.parse(v7())
  const invitationKey = invitationKeyOf(tokens.key, settings.invitationSecret)
  const invitations = createInvitations({
    tokens: invitationKey && createInvitationTokens(invitationKey, clock),
    verifyAccountToken: verifyToken,
    store,
    clock,
    accessEnded: (ended) => relay.accessEnded(ended),
    logLinkOpened: (opened) => relay.logLinkOpened(opened),
    newInvitationId: () => invitationIdSchema.parse(v7()),
  })
  const link =
    settings.redis &&
    createRedisChannel({
      ...settings.redis,
      nodeId: v7(),
      clock: systemClock,
      log,
      endOfTurn: (task) => process.nextTick(task),
    })
  const replicatedCounter =
    link &&
    createReplicatedCounter({ publish: (uses) => link.publish({ kind: 'uses', uses: [...uses] }), clock: systemClock })
  const countShared =
    link && settings.redis && createSharedCounter(link.commands, settings.redis.keyPrefix, link.isSynced)
  const { proxies, clamdSocket } = settings
  const limit = createRateLimiter({
    factor: settings.rateLimitFactor,
    refused: metrics.rateLimited,
    ...(replicatedCounter && countShared
      ? {
          createCounter: (name, given) =>
            (perNodeLimits.has(name) ? replicatedCounter.createCounter : countShared)(name, given),
        }
      : {}),
  })
  const frames = createFrameMeter({
    clock: systemClock,
    factor: settings.rateLimitFactor,
    refused: metrics.rateLimited,
  })
  const showText = createShowText(settings.plainTextDialects)
  const relay = createRelay({
    ...{
      store: counted,
      verifyToken,
      clock,
      log,
      corsOrigins,
      newEntryId,
      ice: settings.ice,
      limit,
      frames,
      proxies,
      showText,
    },
    verifyNativeToken: invitations.verifyToken,
    // Of the machine, also where a test owns the clock: it gathers what comes at once, and decides nothing.
    after: systemClock.after,
    attachmentFiles: createAttachmentFiles(join(settings.dataDir, 'attachments')),
    scan: clamdSocket === null ? null : createClamdScanner(clamdSocket, systemClock),
    // Nodes know each other by the time that passes for all of them, whatever clock the sessions go by.
    ...(link && replicatedCounter
      ? { nodes: { link, clock: systemClock, limitsUsed: replicatedCounter.received } }
      : {}),
  })
  const passwordWorkers = createPasswordWorkers()
  const passwords = createPasswords(randomBytes, passwordWorkers.deriveKey)
  const accounts = createAccounts({
    ...{ settings: tokens, store, clock, randomBytes, passwords },
    accessEnded: relay.accessEnded,
  })
  const { directory, useCases, accessEnded, erase, purge } = relay
  const changes = { accounts, accessEnded, erase, purge }
  const administration = createAdministration({ store, directory, useCases, ...changes, clock, log })
  // By the machine's time: how long a database takes does not depend on a clock that a test stops.
  const readiness = createReadiness({
    askStore: () => Promise.all([store.check(), requireRoom(settings.dataDir)]),
    clock: systemClock,
  })
  const http = await createHttp({
    accounts,
    administration,
    useCases: relay.useCases,
    attachments: relay.attachments,
    notifications: relay.notifications,
    invitations,
    patientPage: await readPatientPage(patientPageDir, settings.patientPage),
    publicUrl: settings.publicUrl,
    otherRoutes: dialectRoutes(dialects, { useCases: relay.useCases, showText, newEntryId, now: clock.now }),
    asyncapi: asyncapiText,
    verifyToken: invitations.verifyToken,
    metrics,
    checkReady: readiness.check,
    readMeasures: createReadMeasures({ metrics, gauges: relay.gauges, now: systemClock.now }),
    now: clock.now,
    newEntryId,
    log,
    corsOrigins,
    limit,
    proxies,
  })
  relay.attach(http.server)
  await relay.start()
  try {
    await http.listen({ host, port, backlog: waitingConnections })
  } catch (error) {
    await relay.close()
    await http.close()
    await passwordWorkers.close()
    throw unusableAddress(error, host, port)
  }
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort(http.server.address())}`,
    useCases: relay.useCases,
    isSynced: () => link?.isSynced() ?? true,
    issueToken: createTokenIssuer(tokens, clock),
    stop: async () => {
      readiness.stop()
      await relay.close()
      // A request that never comes to its end, as an upload from a phone that lost its line, must not hold the node.
      const cancelCut = clock.after(lastRequestsMs, () => http.server.closeAllConnections())
      await http.close()
      cancelCut()
      await passwordWorkers.close()
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
