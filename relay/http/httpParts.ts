import type { Logger } from 'pino'
import type { EntryId } from '../../src/shared/model/ids.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { VerifyToken } from '../accounts/verifyToken.ts'
import type { Administration } from '../admin/administration.ts'
import type { AttachmentUseCases } from '../attachments/attachmentUseCases.ts'
import type { DialectTables } from '../dialects/table/dialect.ts'
import type { ShowText } from '../dialects/table/showText.ts'
import type { Invitations } from '../invitations/invitations.ts'
import type { RateLimiter } from '../limits/createRateLimiter.ts'
import type { NotificationUseCases } from '../notifications/notificationUseCases.ts'
import type { SessionUseCases } from '../sessions/sessionUseCases.ts'
import type { Metrics } from './metrics.ts'
import type { ReadMeasures } from './readMeasures.ts'
import type { PatientPage } from './readPatientPage.ts'

/** Parts that the HTTP interface is made of. */
export interface HttpParts {
  readonly dialects: DialectTables
  readonly accounts: Accounts
  readonly useCases: SessionUseCases
  readonly attachments: AttachmentUseCases
  readonly notifications: NotificationUseCases
  readonly administration: Administration
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
  /** Writes the texts of what clients of the documents fetch, in the way that they show them. */
  readonly showText: ShowText
  readonly now: () => number
  /** Makes the id of a message that was posted without one: a UUID, version 7. */
  readonly newEntryId: () => EntryId
  readonly log: Logger
  readonly corsOrigins: readonly string[] | '*'
  readonly limit: RateLimiter
  /** Proxies of our own that requests come through. */
  readonly proxies: number
}
