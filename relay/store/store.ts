import type { InvitationStore } from './accounts/invitationStore.ts'
import type { RefreshTokenStore } from './accounts/refreshTokenStore.ts'
import type { SignInStore } from './accounts/signInStore.ts'
import type { UserStore } from './accounts/userStore.ts'
import type { AttachmentStore } from './attachments/attachmentStore.ts'
import type { CallStore } from './calls/callStore.ts'
import type { ClinicStore } from './clinic/clinicStore.ts'
import type { DigestStore } from './digests/digestStore.ts'
import type { LogStore } from './log/logStore.ts'
import type { WatermarkStore } from './log/watermarkStore.ts'
import type { NotificationStore } from './notifications/notificationStore.ts'
import type { ErasureStore } from './retention/erasureStore.ts'
import type { RetentionStore } from './retention/retentionStore.ts'
import type { SessionStore } from './sessions/sessionStore.ts'
import type { WordStore } from './words/wordStore.ts'

/**
 * All data that the relay keeps. One implementation over Kysely; every database it runs on passes `tests/contract/store`.
 */
export interface Store {
  readonly users: UserStore
  readonly refreshTokens: RefreshTokenStore
  readonly signIns: SignInStore
  readonly sessions: SessionStore
  readonly log: LogStore
  readonly watermarks: WatermarkStore
  readonly digests: DigestStore
  readonly calls: CallStore
  readonly notifications: NotificationStore
  readonly attachments: AttachmentStore
  readonly invitations: InvitationStore
  readonly clinic: ClinicStore
  readonly words: WordStore
  readonly retention: RetentionStore
  /** Resolves when the database has just taken a write, on the connection of the log and on that of accounts; rejects otherwise. */
  readonly check: () => Promise<void>
  readonly erasure: ErasureStore
  /** Waits for what is under way, then closes the database. */
  readonly close: () => Promise<void>
}
