import { open } from 'node:fs/promises'
import { FailureError } from '../../shared/model/failure.ts'
import { createDraftStore } from './draftStore.ts'
import { prepareEntries } from './entryRows.ts'
import { createEntryStore } from './entryStore.ts'
import { createErasure } from './erasure.ts'
import { createLaterStore } from './laterStore.ts'
import { type ConsoleDatabase, openDatabase, type StorageOptions, writingFailure } from './openDatabase.ts'
import { createOutboxStore } from './outboxStore.ts'
import { createRangeStore } from './rangeStore.ts'
import { createSessionStore } from './sessionStore.ts'
import { createSettingStore } from './settingStore.ts'
import type { Durability, Storage } from './storage.ts'
import { createWatermarkStore } from './watermarkStore.ts'
import { createMessageReader } from './words/readMessage.ts'
import { createWordIndex } from './words/wordIndex.ts'
import { createWordSteps } from './words/wordSteps.ts'
import { createWordStore } from './words/wordStore.ts'

/** Opens one user's file. Refuses as `openDatabase` does. */
export function openStorage(options: StorageOptions): Storage {
  return createStorage(openDatabase(options))
}

const synchronous = { kept: 'FULL', fetchedAgain: 'NORMAL' } as const satisfies Record<Durability, string>

/**
 * The stores over an open database, with every statement prepared once. What is redacted or removed is gone from the rows, their pages and the
 * log with its transaction, and from every byte of the file when it is closed; after a kill, when it is opened again.
 */
export function createStorage(db: ConsoleDatabase): Storage {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  let level: Durability = 'kept'
  const index = createWordIndex(db)
  const erasure = createErasure(db, index.mergeAll)
  const rows = prepareEntries(db)
  const read = createMessageReader(db, rows)
  const steps = createWordSteps(db, index, read)
  rewriteFile()
  const words = createWordStore(db, index, steps, read)

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
    sessions: createSessionStore(db, steps, erasure.note),
    entries: createEntryStore(rows, steps, erasure.note),
    words: words.words,
    ranges: createRangeStore(db),
    outbox: createOutboxStore(db),
    watermarks: createWatermarkStore(db),
    drafts: createDraftStore(db),
    laters: createLaterStore(db),
    settings: createSettingStore(db),
    transact: (work, durability = 'kept') => {
      if (db.inTransaction) return work()
      try {
        if (durability !== level) db.pragma(`synchronous = ${synchronous[durability]}`)
        level = durability
        begin.run()
        const result = work()
        words.flush()
        commit.run()
        erasure.emptyLog()
        return result
      } catch (error) {
        // A full disk may have ended the transaction already.
        if (db.inTransaction) rollback.run()
        words.abandon()
        throw writingFailure(error)
      }
    },
    sync: () => syncLog(db),
    close: () => {
      if (db.open) rewriteFile()
      db.close()
    },
  }
}

/** Syncs the write-ahead log, which has everything since the last checkpoint, that syncs too. No lock of the database lies on this file. */
async function syncLog({ name }: ConsoleDatabase): Promise<boolean> {
  try {
    await using log = await open(`${name}-wal`, 'r+')
    await log.datasync()
    return true
  } catch {
    return false
  }
}
