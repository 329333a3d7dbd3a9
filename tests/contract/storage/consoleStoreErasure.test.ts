import { copyFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type ConsoleDatabase, openDatabase } from '../../../src/main/storage/openDatabase.ts'
import { createStorage } from '../../../src/main/storage/openStorage.ts'
import type { StoredThread } from '../../../src/main/storage/sessionStore.ts'
import type { Storage } from '../../../src/main/storage/storage.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { decryptedLog, decryptedPages } from '../../support/console/decryptedPages.ts'
import { anEntry, aSession, openTestStorage, testKey } from '../../support/console/openTestStorage.ts'

const marker = 'MARKER-7Q'
const messages = 400
const holds = (bytes: Buffer) => bytes.includes(marker)

/** Care threads that were written by turns, so that their pages were split again and again. */
function fill(storage: Storage): StoredThread[] {
  const ids = Array.from({ length: 8 }, (_, index) => sessionIdSchema.parse(`session-${index}`))
  storage.transact(() => {
    for (const id of ids) storage.sessions.put(aSession({ id, heads: { care: messages, staff: 0 } }))
  })
  const threads = ids.flatMap((id) => storage.sessions.findThread(id, 'care') ?? [])
  for (let seq = 1; seq <= messages; seq += 1) {
    storage.transact(() => {
      const text = `${marker} ${'word '.repeat(seq % 60)}`
      for (const thread of threads) {
        storage.entries.insert(
          thread,
          anEntry(seq, { sessionId: thread.sessionId, body: { kind: 'message', type: 'text', text } }),
        )
      }
    })
  }
  return threads
}

function redactAll(storage: Storage, threads: readonly StoredThread[]): void {
  storage.transact(() => {
    for (const thread of threads) {
      for (let seq = 1; seq <= messages; seq += 1) storage.entries.redact(thread, seq, seq)
    }
  })
}

/** Makes sure of what splits of pages do to some rows: that copies of them stay where they stood. */
function leaveCopies(db: ConsoleDatabase): void {
  db.pragma('secure_delete = OFF')
}

test('what is redacted is in no page of the log when its transaction is over, and in no byte of the file once it is closed', () => {
  const { storage, file, db } = openTestStorage()
  const threads = fill(storage)
  expect(holds(decryptedLog(file, testKey))).toBe(true)
  leaveCopies(db)
  redactAll(storage, threads)
  expect(statSync(`${file}-wal`).size).toBe(0)
  storage.close()
  expect(holds(decryptedPages(file, testKey))).toBe(false)
})

test('what is removed with its session is in no page of log or file when its transaction is over', () => {
  const { storage, file } = openTestStorage()
  const threads = fill(storage)
  storage.transact(() => {
    for (const { sessionId } of threads) storage.sessions.remove(sessionId)
  })
  expect(statSync(`${file}-wal`).size).toBe(0)
  storage.close()
  expect(holds(decryptedPages(file, testKey))).toBe(false)
})

test('a console that was killed after a redaction leaves no byte of it when it is started again', () => {
  const { storage, file, db } = openTestStorage()
  const threads = fill(storage)
  leaveCopies(db)
  redactAll(storage, threads)
  const afterKill = `${file}.killed`
  copyFileSync(file, afterKill)
  expect(holds(decryptedPages(afterKill, testKey))).toBe(true)
  storage.close()
  const again = createStorage(openDatabase({ file: afterKill, key: testKey }))
  again.transact(() => again.settings.write('workspace', null))
  const kept = again.sessions.ids()
  again.close()
  expect(kept).toHaveLength(8)
  expect(holds(decryptedPages(afterKill, testKey))).toBe(false)
})
