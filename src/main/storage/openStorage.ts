import { FailureError } from '../../shared/model/failure.ts'
import { createDraftStore } from './draftStore.ts'
import { createEntryStore } from './entryStore.ts'
import { createErasure } from './erasure.ts'
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

/**
 * The stores over an open database, with every statement prepared once. What is redacted or removed is gone from the rows, their pages and the
 * log with its transaction, and from every byte of the file when it is closed; after a kill, when it is opened again.
 */
export function createStorage(db: ConsoleDatabase): Storage {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  const erasure = createErasure(db)
  rewriteFile()

  function rewriteFile(): void {
    try {
      erasure.rewriteFile()
    } catch (error) {
      // On a full disk nothing is lost but the time: the note stays for the next start.
      const failure = writingFailure(error)
      if (!(failure instanceof FailureError && failure.failure.kind === 'diskFull')) throw failure
    }
  }

  return {
    sessions: createSessionStore(db, erasure.note),
    entries: createEntryStore(db, erasure.note),
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
        erasure.emptyLog()
        return result
      } catch (error) {
        // A full disk may have ended the transaction already.
        if (db.inTransaction) rollback.run()
        throw writingFailure(error)
      }
    },
    close: () => {
      if (db.open) rewriteFile()
      db.close()
    },
  }
}
