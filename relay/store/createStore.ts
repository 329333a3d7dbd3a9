import { createLogAppender } from './createLogAppender.ts'
import { createLogStore } from './logStore.ts'
import { migrate } from './migrate.ts'
import { createRefreshTokenStore } from './refreshTokenStore.ts'
import { createSessionStore } from './sessionStore.ts'
import type { Store } from './store.ts'
import type { Database } from './tables.ts'
import { createUserStore } from './userStore.ts'
import { createWatermarkStore } from './watermarkStore.ts'

/**
 * The store over a database of any dialect, migrated. `explain` turns a driver's error into the `FailureError` it stands for,
 * or gives it back.
 */
export async function createStore(db: Database, explain: (error: unknown) => unknown): Promise<Store> {
  /** Runs one access to the database; its errors leave as failures. */
  async function guard<T>(access: () => Promise<T>): Promise<T> {
    try {
      return await access()
    } catch (error) {
      throw explain(error)
    }
  }
  await guard(() => migrate(db))
  const append = createLogAppender(db)
  return {
    users: createUserStore(db, guard),
    refreshTokens: createRefreshTokenStore(db, guard),
    sessions: createSessionStore(db, guard, append),
    log: createLogStore(db, guard, append),
    watermarks: createWatermarkStore(db, guard),
    close: () => db.destroy(),
  }
}
