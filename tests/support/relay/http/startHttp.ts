import { randomBytes, randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { Registry } from 'prom-client'
import { createAccounts } from '../../../../relay/accounts/createAccounts.ts'
import { deriveKey } from '../../../../relay/accounts/deriveKey.ts'
import { createErasePerson } from '../../../../relay/accounts/erasePerson.ts'
import { createPasswords } from '../../../../relay/accounts/passwords.ts'
import { createTokenIssuer } from '../../../../relay/accounts/tokenIssuer.ts'
import type { TokenSettings } from '../../../../relay/accounts/tokenSettings.ts'
import { createTokenVerifier } from '../../../../relay/accounts/tokenVerifier.ts'
import { createAdministration } from '../../../../relay/administration/createAdministration.ts'
import { createAttachmentFiles } from '../../../../relay/attachments/attachmentFiles.ts'
import { createAttachments } from '../../../../relay/attachments/createAttachments.ts'
import { dialects } from '../../../../relay/dialects/dialects.ts'
import { dialectRoutes } from '../../../../relay/dialects/serving/dialectRoutes.ts'
import { createShowText } from '../../../../relay/dialects/table/showText.ts'
import type { SessionEvent } from '../../../../relay/events/relayEvent.ts'
import { createHttp } from '../../../../relay/http/createHttp.ts'
import { createMetrics } from '../../../../relay/http/metrics.ts'
import { createReadMeasures } from '../../../../relay/http/readMeasures.ts'
import { createInvitations } from '../../../../relay/invitations/createInvitations.ts'
import { createInvitationTokens } from '../../../../relay/invitations/invitationTokens.ts'
import { createRateLimiter } from '../../../../relay/limits/createRateLimiter.ts'
import { createLog } from '../../../../relay/log.ts'
import { createNotifications } from '../../../../relay/notifications/createNotifications.ts'
import { createPresenceRegistry } from '../../../../relay/presence/presenceRegistry.ts'
import { asyncapiText } from '../../../../relay/reference/asyncapiText.ts'
import { createRetention } from '../../../../relay/retention/createRetention.ts'
import { createSessionCache } from '../../../../relay/sessions/cache/sessionCache.ts'
import { createSessionUseCases } from '../../../../relay/sessions/createSessionUseCases.ts'
import { attachmentIdSchema } from '../../../../src/shared/model/files/attachment.ts'
import { entryIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'
import { notificationIdSchema } from '../../../../src/shared/model/notification.ts'
import type { Role } from '../../../../src/shared/model/role.ts'
import { systemClock } from '../../../../src/shared/model/timing/clock.ts'
import { invitationIdSchema } from '../../../../src/shared/protocol/invitation.ts'
import { createFakeClock, type FakeClock } from '../../time/fakeClock.ts'
import { type HttpBackend, openHttpBackend } from './httpBackend.ts'

export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what came over the wire is for the test to look at
  readonly body: any
}

export interface StartedHttp {
  /** Of one node; with several, of the next one each time it is asked for. */
  readonly url: string
  /** Number of nodes that take the calls in turn. */
  readonly nodeCount: number
  readonly clock: FakeClock
  /** Of each node, what takes its connections. */
  readonly servers: readonly Server[]
  /** All lines of the log so far. */
  readonly logged: () => string
  /** Events that connected consoles would have received. */
  readonly events: readonly SessionEvent[]
  readonly tokenOf: (userId: string, role: Role, name?: string) => Promise<string>
  readonly closeStore: () => Promise<void>
  /** One request with a JSON body, or with a text as it is. */
  readonly call: (
    method: string,
    path: string,
    options?: { readonly token?: string; readonly body?: unknown; readonly headers?: Record<string, string> },
  ) => Promise<HttpAnswer>
  readonly stop: () => Promise<void>
}

interface HttpNodeParts {
  readonly backend: HttpBackend
  readonly clock: FakeClock
  readonly log: Logger
  readonly settings: TokenSettings
  readonly invitationKey: Buffer
  readonly events: SessionEvent[]
  readonly filesDirectory: string
}

/** One node's HTTP interface on a free port, without sockets. */
async function openHttpNode({ backend, clock, log, settings, invitationKey, events, filesDirectory }: HttpNodeParts) {
  const metrics = createMetrics(new Registry())
  const store = metrics.countAppends(await backend.openStore())
  const newEntryId = () => entryIdSchema.parse(randomUUID())
  const directory = createSessionCache(store, () => false, backend.otherNodes)
  const files = createAttachmentFiles(filesDirectory)
  const attachments = createAttachments({
    ...{ store, directory, clock, log, files, limit: createRateLimiter() },
    scan: null,
    newId: () => attachmentIdSchema.parse(randomUUID()),
  })
  const useCases = createSessionUseCases({
    store,
    directory,
    findAttachments: attachments.find,
    publish: (event) => void events.push(event),
    clock,
    newEntryId,
    nextTurn: (task) => void setImmediate(task),
    after: systemClock.after,
    log,
  })
  const accessEnded = () => undefined
  const verifyAccountToken = createTokenVerifier({
    settings,
    clock,
    accountName: async (userId) => (await store.users.find(userId))?.name,
    isEnded: store.refreshTokens.isEnded,
  })
  const invitations = createInvitations({
    tokens: createInvitationTokens(invitationKey, clock),
    verifyAccountToken,
    store,
    clock,
    accessEnded,
    logLinkOpened: useCases.logLinkOpened,
    newInvitationId: () => invitationIdSchema.parse(randomUUID()),
  })
  const passwords = createPasswords(randomBytes, deriveKey, { log2N: 4, r: 8, p: 1 })
  const accounts = createAccounts({ settings, store, clock, accessEnded, randomBytes, passwords })
  const purge = createRetention({ store, directory, publish: (event) => void events.push(event), files, log })
  const { takeOut, userChanged } = useCases
  const erase = createErasePerson({ store, files, takeOut, userChanged, accessEnded, log })
  const changes = { accounts, accessEnded, erase, purge }
  const { useCases: notifications } = createNotifications({
    ...{ store, clock, log },
    registry: createPresenceRegistry(clock, () => undefined),
    isInRoomOf: () => false,
    publish: () => undefined,
    newNotificationId: () => notificationIdSchema.parse(randomUUID()),
    nextTurn: (task) => void setImmediate(task),
  })
  const app = await createHttp({
    accounts,
    notifications,
    administration: createAdministration({ store, directory, useCases, ...changes, clock, log }),
    useCases,
    attachments: attachments.useCases,
    invitations,
    patientPage: undefined,
    publicUrl: 'https://relay.example/',
    otherRoutes: dialectRoutes(dialects, { useCases, showText: createShowText(new Set()), newEntryId, now: clock.now }),
    asyncapi: asyncapiText,
    verifyToken: invitations.verifyToken,
    metrics,
    checkReady: () => store.users.find(userIdSchema.parse('anyone')),
    readMeasures: createReadMeasures({
      metrics,
      gauges: () => [
        { gauge: 'connections', value: 3 },
        { gauge: 'connectionsByRole', label: 'patient', value: 3 },
      ],
      now: systemClock.now,
    }),
    now: clock.now,
    newEntryId,
    log,
    corsOrigins: ['https://clinic.example'],
    limit: backend.limit,
    proxies: 0,
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    server: app.server,
    store,
    stop: async () => {
      await app.close()
      await store.close().catch(() => undefined)
    },
  }
}

/**
 * The relay's HTTP interface on free ports with a clock that stands still, without sockets: one node over a database in
 * memory, or, as `TEST_RELAY` says, three over PostgreSQL and Redis, which take the calls in turn.
 */
export async function startHttp(): Promise<StartedHttp> {
  const clock = createFakeClock()
  const lines: string[] = []
  const log = createLog('debug', { write: (line) => void lines.push(line) })
  const settings = {
    key: { kind: 'secret' as const, secret: randomBytes(32) },
    issuer: null,
    audience: null,
    expiresInMs: 7_200_000,
    refreshExpiresInMs: 86_400_000,
  }
  const events: SessionEvent[] = []
  const filesDirectory = join(tmpdir(), `rounds-http-${randomUUID()}`)
  const backend = await openHttpBackend()
  const shared = { backend, clock, log, settings, events, filesDirectory, invitationKey: randomBytes(32) }
  const nodes = await Promise.all(Array.from({ length: backend.nodeCount }, () => openHttpNode(shared)))
  const issueToken = createTokenIssuer(settings, clock)
  let turn = 0
  const next = () => {
    const node = nodes[turn % nodes.length]
    turn += 1
    if (!node) throw new Error('there is no node')
    return node.url
  }

  return {
    get url() {
      return next()
    },
    nodeCount: nodes.length,
    servers: nodes.map(({ server }) => server),
    clock,
    logged: () => lines.join(''),
    events,
    tokenOf: async (userId, role, name = userId) =>
      (await issueToken({ userId: userIdSchema.parse(userId), role, name })).token,
    closeStore: async () => {
      await Promise.all(nodes.map(({ store }) => store.close()))
    },
    call: async (method, path, { token, body, headers = {} } = {}) => {
      const response = await fetch(next() + path, {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
    },
    stop: async () => {
      await Promise.all(nodes.map((node) => node.stop()))
      await backend.close()
      await rm(filesDirectory, { recursive: true, force: true })
    },
  }
}
