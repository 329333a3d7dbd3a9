import { join } from 'node:path'
import type { Logger } from 'pino'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { v7 } from 'uuid'
import { entryIdSchema } from '../src/shared/model/ids.ts'
import { type Clock, systemClock } from '../src/shared/model/timing/clock.ts'
import { invitationIdSchema } from '../src/shared/protocol/invitation.ts'
import { createTokenIssuer, type IssueToken } from './accounts/tokenIssuer.ts'
import { createTokenVerifier } from './accounts/tokenVerifier.ts'
import { createAttachmentFiles } from './attachments/attachmentFiles.ts'
import { createClamdScanner } from './attachments/clamdScanner.ts'
import { createNodeHttp } from './createNodeHttp.ts'
import { createRelay } from './createRelay.ts'
import { createShowText } from './dialects/table/showText.ts'
import type { RelaySettings } from './environment.ts'
import { createMetrics } from './http/metrics.ts'
import { createInvitations } from './invitations/createInvitations.ts'
import { createInvitationTokens, invitationKeyOf } from './invitations/invitationTokens.ts'
import { createRateLimiter } from './limits/createRateLimiter.ts'
import { createFrameMeter } from './limits/frameMeter.ts'
import { openCluster } from './openCluster.ts'
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
  /** Returns whether this node knows what the others did up to a moment ago; always, when it is the only one. */
  readonly isSynced: () => boolean
  readonly issueToken: IssueToken
  /** `server:shutdown` to all, then everything under way is finished and closed, the store last. */
  readonly stop: () => Promise<void>
}

/** Puts one node together and lets it listen. Throws `FailureError('unavailable')` when the port cannot be had. */
export async function openNode(parts: NodeParts): Promise<RelayNode> {
  const { settings, store, clock, log } = parts
  const { tokens, host } = settings
  if (tokens.key.kind === 'jwks' && tokens.audience === null)
    log.warn('tokens for other applications are taken: set JWT_AUDIENCE to what the identity provider puts into aud')
  const metrics = createMetrics(new Registry())
  collectDefaultMetrics({ register: metrics.registry })
  const cluster = settings.redis === null ? undefined : openCluster(settings.redis, log)
  const counted = { factor: settings.rateLimitFactor, refused: metrics.rateLimited }
  const limit = createRateLimiter({ ...counted, ...(cluster && { createCounter: cluster.createCounter }) })
  const verifyToken = createAccountVerifier(parts)
  const invitations = createInvitations({
    tokens: invitationTokensOf(parts),
    verifyAccountToken: verifyToken,
    ...{ store, clock },
    accessEnded: (ended) => relay.accessEnded(ended),
    logLinkOpened: (opened) => relay.logLinkOpened(opened),
    reportAttempt: (...of) => relay.reportAttempt(...of),
    newInvitationId: () => invitationIdSchema.parse(v7()),
  })
  const newEntryId = () => entryIdSchema.parse(v7())
  const showText = createShowText(settings.plainTextDialects)
  const { corsOrigins, tokenCookie, socketPaths, allowsEio3, publishedClients, proxies, ice, clamdSocket } = settings
  const relay = createRelay({
    ...{ verifyToken, clock, log, corsOrigins, newEntryId, ice, limit, proxies, showText },
    ...{ tokenCookie, socketPaths, allowsEio3, publishedClients },
    store: metrics.countAppends(store),
    frames: createFrameMeter({ clock: systemClock, ...counted }),
    verifyNativeToken: invitations.verifyToken,
    // Of the machine, also where a test owns the clock: it gathers what comes at once, and decides nothing.
    after: systemClock.after,
    attachmentFiles: createAttachmentFiles(join(settings.dataDir, 'attachments')),
    scan: clamdSocket === null ? null : createClamdScanner(clamdSocket, systemClock),
    ...(cluster && { nodes: cluster.nodes }),
  })
  const http = await createNodeHttp({ ...parts, relay, invitations, metrics, limit, showText, newEntryId })
  relay.attach(http.server)
  await relay.start()
  const port = await http.listen().catch(async (error: unknown) => {
    await relay.close()
    await http.close()
    throw error
  })
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    useCases: relay.useCases,
    isSynced: () => cluster?.isSynced() ?? true,
    issueToken: createTokenIssuer(tokens, clock),
    stop: async () => {
      http.stopReadiness()
      await relay.close()
      await http.close()
      await store.close()
    },
  }
}

/** Creates the check of the tokens of accounts, whose names are those that the store has. */
function createAccountVerifier({ settings, store, clock }: NodeParts) {
  return createTokenVerifier({
    ...{ settings: settings.tokens, clock },
    findAccount: store.users.find,
    isEnded: store.refreshTokens.isEnded,
  })
}

/** Creates the tokens of links, where there is a key to sign them. */
function invitationTokensOf({ settings, clock }: NodeParts) {
  const key = invitationKeyOf(settings.tokens.key, settings.invitationSecret)
  return key && createInvitationTokens(key, clock)
}
