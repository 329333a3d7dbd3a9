import type { Logger } from 'pino'
import type { EntryId } from '../../src/shared/model/ids.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { AttachmentUseCases } from '../attachments/attachmentUseCases.ts'
import type { VerifyToken } from '../gateway/verifyToken.ts'
import type { RateLimiter } from '../limits/createRateLimiter.ts'
import type { SessionUseCases } from '../sessions/sessionUseCases.ts'
import type { Metrics } from './metrics.ts'

/** What the HTTP interface is made of. */
export interface HttpParts {
  readonly accounts: Accounts
  readonly useCases: SessionUseCases
  readonly attachments: AttachmentUseCases
  readonly verifyToken: VerifyToken
  readonly metrics: Metrics
  /** Resolves when the store answers, rejects when it does not. */
  readonly checkStore: () => Promise<unknown>
  /** Socket connections that are open now. */
  readonly connectionCount: () => number
  readonly now: () => number
  /** Makes the id of a message that was posted without one: a UUID, version 7. */
  readonly newEntryId: () => EntryId
  readonly log: Logger
  readonly corsOrigins: readonly string[] | '*'
  readonly limit: RateLimiter
  /** Proxies of our own that requests come through. */
  readonly proxies: number
}
