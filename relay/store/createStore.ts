import { createInvitationStore } from './accounts/invitationStore.ts'
import { createRefreshTokenStore } from './accounts/refreshTokenStore.ts'
import { createSignInStore } from './accounts/signInStore.ts'
import { createUserStore } from './accounts/userStore.ts'
import { createAttachmentStore } from './attachments/attachmentStore.ts'
import { createCallStore } from './callStore.ts'
import { migrate } from './database/migrate.ts'
import type { QueryRunner } from './database/queryRunner.ts'
import type { TakeTurn } from './database/takeTurn.ts'
import type { AppendInOneStatement } from './log/appendInOneStatement.ts'
import { createLogAppender } from './log/createLogAppender.ts'
import { createLogStore } from './log/logStore.ts'
import { createWatermarkStore } from './log/watermarkStore.ts'
import { createNotificationStore } from './notificationStore.ts'
import { createErasureStore } from './retention/erasureStore.ts'
import { createRetentionStore } from './retention/retentionStore.ts'
import { createSessionStore } from './sessions/sessionStore.ts'
import type { Store } from './store.ts'
import type { Database } from './tables.ts'

export interface StoreParts {
  readonly db: Database
  /** Another way to the same database, for what every message waits for. By default there is one way for all. */
  readonly direct?: Database
  /** Accesses run again when it says so, and bear it. */
  readonly queryRunner: QueryRunner
  /** By default every batch of entries is stored by a transaction of several statements. */
  readonly appendInOneStatement?: AppendInOneStatement
  /** Has nothing to do where one transaction ends before the next begins, as over the one connection to SQLite. */
  readonly takeTurn?: TakeTurn
  /** Has nothing to do where the database's own keepers see to it, as PostgreSQL's do. */
  readonly scrub?: () => Promise<void>
}

/** The store over a database of any dialect, migrated. */
export async function createStore(parts: StoreParts): Promise<Store> {
  const {
    db,
    direct = db,
    queryRunner,
    appendInOneStatement = async () => undefined,
    scrub = async () => undefined,
  } = parts
  const { takeTurn = async () => undefined } = parts
  await queryRunner(() => migrate(direct))
  const append = createLogAppender(direct)
  return {
    users: createUserStore(db, queryRunner),
    refreshTokens: createRefreshTokenStore(db, queryRunner),
    signIns: createSignInStore(db, queryRunner),
    sessions: createSessionStore(direct, queryRunner, append),
    log: createLogStore(direct, queryRunner, append, appendInOneStatement),
    watermarks: createWatermarkStore(direct, queryRunner),
    calls: createCallStore(direct, queryRunner),
    notifications: createNotificationStore(direct, queryRunner),
    attachments: createAttachmentStore(db, queryRunner, takeTurn),
    invitations: createInvitationStore(db, queryRunner),
    retention: createRetentionStore(direct, queryRunner, scrub),
    check: async () => {
      const write = (way: Database) =>
        queryRunner(async () => {
          await way
            .updateTable('readiness')
            .set((readiness) => ({ checked: readiness('checked', '+', 1) }))
            .where('id', '=', 1)
            .execute()
        })
      await write(direct)
      if (direct !== db) await write(db)
    },
    erasure: createErasureStore(direct, queryRunner),
    close: async () => {
      await db.destroy()
      if (direct !== db) await direct.destroy()
    },
  }
}
