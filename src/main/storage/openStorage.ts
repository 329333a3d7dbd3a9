import { createDraftStore } from './draftStore.ts'
import { createEntryStore } from './entryStore.ts'
import { type ConsoleDatabase, openDatabase, type StorageOptions, writingFailure } from './openDatabase.ts'
import { createOutboxStore } from './outboxStore.ts'
import { createSessionStore } from './sessionStore.ts'
import { createSettingStore } from './settingStore.ts'
import type { Storage } from './storage.ts'
import { createWatermarkStore } from './watermarkStore.ts'

/** Opens one user's file. Refuses as `openDatabase` does. */
export function openStorage(options: StorageOptions): Storage {
  return createStorage(openDatabase(options))
}

/** The stores over an open database, with every statement prepared once. */
export function createStorage(db: ConsoleDatabase): Storage {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')

  return {
    sessions: createSessionStore(db),
    entries: createEntryStore(db),
    outbox: createOutboxStore(db),
    watermarks: createWatermarkStore(db),
    drafts: createDraftStore(db),
    settings: createSettingStore(db),
    transact: (work) => {
      if (db.inTransaction) return work()
      try {
        begin.run()
        const result = work()
        commit.run()
        return result
      } catch (error) {
        // A full disk may have ended the transaction already.
        if (db.inTransaction) rollback.run()
        throw writingFailure(error)
      }
    },
    close: () => db.close(),
  }
}
