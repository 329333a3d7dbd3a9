import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Logger } from 'pino'
import type { EntryId } from '../../src/shared/model/ids.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { VerifyToken } from '../accounts/verifyToken.ts'
import type { Administration } from '../administration/administration.ts'
import type { AttachmentUseCases } from '../attachments/attachmentUseCases.ts'
import type { ClinicUseCases } from '../clinic/clinicUseCases.ts'
import type { DraftUseCases } from '../drafts/draftUseCases.ts'
import type { Invitations } from '../invitations/invitations.ts'
import type { RateLimiter } from '../limits/createRateLimiter.ts'
import type { NotificationUseCases } from '../notifications/notificationUseCases.ts'
import type { SessionUseCases } from '../sessions/sessionUseCases.ts'
import type { principalOf } from './authentication.ts'
import type { Metrics } from './metrics.ts'
import type { ReadMeasures } from './readMeasures.ts'
import type { PatientPage } from './readPatientPage.ts'

/** Routes beside the relay's own: those before there is a token, and those that need one. They read from a request whose it is. */
export interface OtherRoutes {
  readonly open: readonly MakeRoutes[]
  readonly guarded: readonly MakeRoutes[]
}
type MakeRoutes = (of: typeof principalOf) => FastifyPluginAsyncZod

/** Parts that the HTTP interface is made of. */
export interface HttpParts {
  readonly otherRoutes: OtherRoutes
  /** Returns the AsyncAPI document, as JSON. */
  readonly asyncapi: () => string
  readonly accounts: Accounts
  readonly useCases: SessionUseCases
  readonly attachments: AttachmentUseCases
  readonly notifications: NotificationUseCases
  readonly administration: Administration
  readonly clinic: ClinicUseCases
  readonly drafts: DraftUseCases
  readonly invitations: Invitations
  /** The page of invited patients; undefined where it was not built. */
  readonly patientPage: PatientPage | undefined
  /**
   * Address at which people reach the relay, with a `/` at its end; null for the one that the request for a link has used.
   */
  readonly publicUrl: string | null
  /** For tokens of accounts and of invited patients. */
  readonly verifyToken: VerifyToken
  readonly metrics: Pick<Metrics, 'requestDuration'>
  /** Reads the relay's measurements of itself, as text. */
  readonly readMeasures: ReadMeasures
  /** Resolves when the node can work, rejects when it cannot. */
  readonly checkReady: () => Promise<unknown>
  readonly now: () => number
  /** Makes the id of a message that was posted without one: a UUID, version 7. */
  readonly newEntryId: () => EntryId
  readonly log: Logger
  readonly corsOrigins: readonly string[] | '*'
  readonly limit: RateLimiter
  /** Proxies of our own that requests come through. */
  readonly proxies: number
}
