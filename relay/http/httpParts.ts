import type { Logger } from 'pino'
import type { EntryId } from '../../src/shared/model/ids.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Administration } from '../admin/administration.ts'
import type { AttachmentUseCases } from '../attachments/attachmentUseCases.ts'
import type { Census } from '../census.ts'
import type { VerifyToken } from '../gateway/verifyToken.ts'
import type { Invitations } from '../invitations/invitations.ts'
import type { RateLimiter } from '../limits/createRateLimiter.ts'
import type { NotificationUseCases } from '../notifications/notificationUseCases.ts'
import type { SessionUseCases } from '../sessions/sessionUseCases.ts'
import type { Metrics } from './metrics.ts'
import type { PatientPage } from './readPatientPage.ts'

/** What the HTTP interface is made of. */
export interface HttpParts {
  readonly accounts: Accounts
  readonly useCases: SessionUseCases
  readonly attachments: AttachmentUseCases
  readonly notifications: NotificationUseCases
  readonly administration: Administration
  readonly invitations: Invitations
  /** The page of invited patients; undefined where it was not built. */
  readonly patientPage: PatientPage | undefined
  /** Where people reach the relay, with a `/` at its end; null: where the request that asks for a link has reached it. */
  readonly publicUrl: string | null
  /** For tokens of accounts and of invited patients. */
  readonly verifyToken: VerifyToken
  readonly metrics: Metrics
  /** Resolves when the node can work, rejects when it cannot. */
  readonly checkReady: () => Promise<unknown>
  /** Who and what is on this node now. */
  readonly census: () => Census
  readonly now: () => number
  /** Makes the id of a message that was posted without one: a UUID, version 7. */
  readonly newEntryId: () => EntryId
  readonly log: Logger
  readonly corsOrigins: readonly string[] | '*'
  readonly limit: RateLimiter
  /** Proxies of our own that requests come through. */
  readonly proxies: number
}
