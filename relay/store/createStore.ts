import type { AppendAtOnce } from './appendAtOnce.ts'
import { createAttachmentStore } from './attachmentStore.ts'
import { createCallStore } from './callStore.ts'
import { createLogAppender } from './createLogAppender.ts'
import type { Guard } from './guard.ts'
import { createInvitationStore } from './invitationStore.ts'
import { createLogStore } from './logStore.ts'
import { migrate } from './migrate.ts'
import { createNotificationStore } from './notificationStore.ts'
import { createRefreshTokenStore } from './refreshTokenStore.ts'
import { createRetentionStore } from './retentionStore.ts'
import { createSessionStore } from './sessionStore.ts'
import type { Store } from './store.ts'
import type { Database } from './tables.ts'
import { createUserStore } from './userStore.ts'
import { createWatermarkStore } from './watermarkStore.ts'

export interface StoreParts {
  readonly db: Database
  /** Another way to the same database, for what every message waits for. By default there is one way for all. */
  readonly direct?: Database
  /** Accesses run again when it says so, and bear it. */
  readonly guard: Guard
  /** By default every batch of entries is stored by a transaction of several statements. */
  readonly appendAtOnce?: AppendAtOnce
}

/** The store over a database of any dialect, migrated. */
export async function createStore(parts: StoreParts): Promise<Store> {
  const { db, direct = db, guard, appendAtOnce = async () => undefined } = parts
  await guard(() => migrate(direct))
  const append = createLogAppender(direct)
  return {
    users: createUserStore(db, guard),
    refreshTokens: createRefreshTokenStore(db, guard),
    sessions: createSessionStore(direct, guard, append),
    log: createLogStore(direct, guard, append, appendAtOnce),
    watermarks: createWatermarkStore(direct, guard),
    calls: createCallStore(direct, guard),
    notifications: createNotificationStore(direct, guard),
    attachments: createAttachmentStore(db, guard),
    invitations: createInvitationStore(db, guard),
    retention: createRetentionStore(direct, guard),
    close: async () => {
      await db.destroy()
      if (direct !== db) await direct.destroy()
    },
  }
}
