import { createInvitationStore } from './accounts/invitationStore.ts'
import { createRefreshTokenStore } from './accounts/refreshTokenStore.ts'
import { createSignInStore } from './accounts/signInStore.ts'
import { createUserStore } from './accounts/userStore.ts'
import { createAttachmentStore } from './attachments/attachmentStore.ts'
import { createCallStore } from './calls/callStore.ts'
import { createClinicStore } from './clinic/clinicStore.ts'
import { migrate } from './database/migrate.ts'
import type { QueryRunner } from './database/queryRunner.ts'
import type { TakeTurn } from './database/takeTurn.ts'
import type { Changes } from './digests/changes.ts'
import { createDigestStore } from './digests/digestStore.ts'
import { createMoments } from './digests/moments.ts'
import type { AppendInOneStatement } from './log/appendInOneStatement.ts'
import { createLogAppender } from './log/createLogAppender.ts'
import { createLogStore } from './log/logStore.ts'
import { createLockedEnds, createReadEnds } from './log/threadEnds.ts'
import { createWatermarkStore } from './log/watermarkStore.ts'
import { createNotificationStore } from './notifications/notificationStore.ts'
import { createErasureStore } from './retention/erasureStore.ts'
import { createRetentionStore } from './retention/retentionStore.ts'
import { createSessionStore } from './sessions/sessionStore.ts'
import type { Store } from './store.ts'
import type { Database } from './tables.ts'
import type { WordIndex } from './words/wordIndex.ts'
import { createWordStore } from './words/wordStore.ts'

export interface StoreParts {
  readonly db: Database
  /** Direct connection to the same database, for the data that every message waits for. By default there is one for all. */
  readonly direct?: Database
  /** The full-text index of this database. */
  readonly wordIndex: WordIndex
  /** Repeats accesses when the database asks for it; every access allows that. */
  readonly queryRunner: QueryRunner
  readonly changes: Changes
  /** By default every batch of entries is stored by a transaction of several statements. */
  readonly appendInOneStatement?: AppendInOneStatement
  /** Needed where transactions overlap; over the one connection to SQLite they do not. */
  readonly takeTurn?: TakeTurn
  /** Needed where the database does not do it by its own rules, as PostgreSQL does. */
  readonly scrub?: () => Promise<void>
}

/** Creates the store over a database of any dialect, migrated. */
export async function createStore(parts: StoreParts): Promise<Store> {
  const {
    db,
    direct = db,
    queryRunner,
    wordIndex,
    changes,
    appendInOneStatement = async () => undefined,
    scrub = async () => undefined,
  } = parts
  const { takeTurn = async () => undefined } = parts
  await queryRunner(() => migrate(direct))
  const ends = parts.takeTurn ? createLockedEnds(direct) : createReadEnds(direct)
  const append = createLogAppender(direct, changes, ends)
  return {
    users: createUserStore(db, queryRunner, changes),
    refreshTokens: createRefreshTokenStore(db, queryRunner),
    signIns: createSignInStore(db, queryRunner),
    sessions: createSessionStore(direct, queryRunner, append, changes),
    log: createLogStore(direct, queryRunner, append, appendInOneStatement),
    watermarks: createWatermarkStore(direct, queryRunner, changes),
    digests: createDigestStore(direct, queryRunner, createMoments(direct, changes, takeTurn)),
    calls: createCallStore(direct, queryRunner),
    notifications: createNotificationStore(direct, queryRunner),
    attachments: createAttachmentStore(db, queryRunner, takeTurn),
    invitations: createInvitationStore(db, queryRunner),
    clinic: createClinicStore(db, queryRunner),
    words: createWordStore(direct, queryRunner, { index: wordIndex, takeTurn }),
    retention: createRetentionStore(direct, queryRunner, { scrub, wordIndex, takeTurn }),
    check: async () => {
      await queryRunner(() => writeReadiness(direct))
      if (direct !== db) await queryRunner(() => writeReadiness(db))
    },
    erasure: createErasureStore(direct, queryRunner, changes),
    close: async () => {
      await db.destroy()
      if (direct !== db) await direct.destroy()
    },
  }
}

async function writeReadiness(db: Database): Promise<void> {
  await db
    .updateTable('readiness')
    .set((readiness) => ({ checked: readiness('checked', '+', 1) }))
    .where('id', '=', 1)
    .execute()
}
