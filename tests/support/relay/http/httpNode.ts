import { randomBytes, randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { Registry } from 'prom-client'
import { createAccounts } from '../../../../relay/accounts/createAccounts.ts'
import { deriveKey } from '../../../../relay/accounts/deriveKey.ts'
import { createErasePerson } from '../../../../relay/accounts/erasePerson.ts'
import { createPasswords } from '../../../../relay/accounts/passwords.ts'
import type { TokenSettings } from '../../../../relay/accounts/tokenSettings.ts'
import { createTokenVerifier } from '../../../../relay/accounts/tokenVerifier.ts'
import { createAdministration } from '../../../../relay/administration/createAdministration.ts'
import { createAttachmentFiles } from '../../../../relay/attachments/attachmentFiles.ts'
import { createAttachments } from '../../../../relay/attachments/createAttachments.ts'
import { createClinic } from '../../../../relay/clinic/createClinic.ts'
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
import { createNotifications } from '../../../../relay/notifications/createNotifications.ts'
import { createPresenceRegistry } from '../../../../relay/presence/presenceRegistry.ts'
import { asyncapiText } from '../../../../relay/reference/asyncapiText.ts'
import { createRetention } from '../../../../relay/retention/createRetention.ts'
import { createSessionCache } from '../../../../relay/sessions/cache/sessionCache.ts'
import { createSessionUseCases } from '../../../../relay/sessions/createSessionUseCases.ts'
import type { Store } from '../../../../relay/store/store.ts'
import { attachmentIdSchema } from '../../../../src/shared/model/files/attachment.ts'
import { entryIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'
import { notificationIdSchema } from '../../../../src/shared/model/notification.ts'
import { systemClock } from '../../../../src/shared/model/timing/clock.ts'
import { invitationIdSchema } from '../../../../src/shared/protocol/invitation.ts'
import type { FakeClock } from '../../time/fakeClock.ts'
import type { HttpBackend } from './httpBackend.ts'

/** Parts that the nodes of one test share. */
export interface HttpNodeParts {
  readonly backend: HttpBackend
  readonly clock: FakeClock
  readonly log: Logger
  readonly settings: TokenSettings
  readonly invitationKey: Buffer
  readonly events: SessionEvent[]
  readonly filesDirectory: string
}

export interface HttpNode {
  readonly url: string
  readonly server: Server
  readonly store: Store
  readonly stop: () => Promise<void>
}

const newEntryId = () => entryIdSchema.parse(randomUUID())
const nextTurn = (task: () => void) => void setImmediate(task)
const accessEnded = () => undefined

/** Opens the HTTP interface of one node on a free port, without sockets. */
export async function openHttpNode(parts: HttpNodeParts): Promise<HttpNode> {
  const { backend, clock, log } = parts
  const metrics = createMetrics(new Registry())
  const store = metrics.countAppends(await backend.openStore())
  const sessions = createSessions(store, parts)
  const { useCases } = sessions
  const app = await createHttp({
    ...createPeople(store, sessions, parts),
    useCases,
    attachments: sessions.attachments.useCases,
    notifications: createNotificationUseCases(store, parts),
    clinic: createClinic({ store, publish: () => undefined, log }).useCases,
    patientPage: undefined,
    publicUrl: 'https://relay.example/',
    otherRoutes: dialectRoutes(dialects, {
      ...{ useCases, newEntryId, now: clock.now },
      showText: createShowText(new Set()),
      publishedClients: new Set(),
    }),
    asyncapi: asyncapiText,
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
    socketPaths: [],
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

type Sessions = ReturnType<typeof createSessions>

function createSessions(store: Store, { backend, clock, log, events, filesDirectory }: HttpNodeParts) {
  const sessionCache = createSessionCache(store, () => false, backend.otherNodes)
  const files = createAttachmentFiles(filesDirectory)
  const attachments = createAttachments({
    ...{ store, sessionCache, clock, log, files, limit: createRateLimiter() },
    scan: null,
    newId: () => attachmentIdSchema.parse(randomUUID()),
  })
  const publish = (event: SessionEvent) => void events.push(event)
  const useCases = createSessionUseCases({
    ...{ store, sessionCache, publish, clock, newEntryId, nextTurn, log },
    findAttachments: attachments.find,
    after: systemClock.after,
  })
  return { sessionCache, files, attachments, publish, useCases }
}

/** Accounts, invitations, and what an administrator does to both. */
function createPeople(
  store: Store,
  { sessionCache, files, publish, useCases }: Sessions,
  { clock, log, settings, invitationKey }: HttpNodeParts,
) {
  const invitations = createInvitations({
    ...{ store, clock, accessEnded },
    tokens: createInvitationTokens(invitationKey, clock),
    verifyAccountToken: createTokenVerifier({
      ...{ settings, clock },
      findAccount: store.users.find,
      isEnded: store.refreshTokens.isEnded,
    }),
    logLinkOpened: useCases.logLinkOpened,
    reportAttempt: useCases.attempts.report,
    newInvitationId: () => invitationIdSchema.parse(randomUUID()),
  })
  const passwords = createPasswords(randomBytes, deriveKey, { log2N: 4, r: 8, p: 1 })
  const accounts = createAccounts({ settings, store, clock, accessEnded, randomBytes, passwords })
  const { removeFromSessions, userChanged } = useCases
  const administration = createAdministration({
    ...{ store, sessionCache, useCases, accounts, accessEnded, clock, log },
    erase: createErasePerson({ store, files, removeFromSessions, userChanged, accessEnded, log }),
    purge: createRetention({ store, sessionCache, publish, files, log }),
  })
  return { accounts, invitations, administration, verifyToken: invitations.verifyToken }
}

function createNotificationUseCases(store: Store, { clock, log }: HttpNodeParts) {
  return createNotifications({
    ...{ store, clock, log, nextTurn },
    registry: createPresenceRegistry(clock, () => undefined),
    isInRoomOf: () => false,
    publish: () => undefined,
    newNotificationId: () => notificationIdSchema.parse(randomUUID()),
  }).useCases
}
