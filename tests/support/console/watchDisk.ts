import { type ConsoleDatabase, openDatabase } from '../../../src/main/storage/openDatabase.ts'
import { createStorage } from '../../../src/main/storage/openStorage.ts'
import type { OpenStorage } from '../../../src/main/storage/storage.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import { decryptedLog, decryptedPages } from './decryptedPages.ts'

/** The file of a console that runs, as a test sees it beside the console. */
export interface WatchedDisk {
  readonly openStorage: OpenStorage
  readonly rows: (table: 'entry' | 'range' | 'session') => number
  /** The ranges of a thread as `from-upTo`. */
  readonly ranges: (sessionId: string, thread?: Thread) => string[]
  /** Returns whether the bytes of a text are in the file or its log, deciphered. */
  readonly holds: (text: string) => boolean
}

/** Creates an `openStorage` whose last database a test can look into. */
export function watchDisk(): WatchedDisk {
  let opened: { readonly db: ConsoleDatabase; readonly file: string; readonly key: Uint8Array } | undefined
  const current = () => {
    if (!opened) throw new Error('no database is open')
    return opened
  }
  return {
    openStorage: (options) => {
      opened = { db: openDatabase(options), ...options }
      return createStorage(opened.db)
    },
    rows: (table) =>
      current().db.prepare<[], { count: number }>(`SELECT count(*) AS count FROM ${table}`).get()?.count ?? 0,
    ranges: (sessionId, thread = 'care') =>
      current()
        .db.prepare<[string, string], { part: string }>(
          `SELECT from_seq || '-' || up_to_seq AS part FROM range JOIN thread USING (thread_id)
           WHERE session_id = ? AND thread = ? ORDER BY from_seq`,
        )
        .all(sessionId, thread)
        .map(({ part }) => part),
    holds: (text) => {
      const { file, key } = current()
      return decryptedPages(file, key).includes(text) || decryptedLog(file, key).includes(text)
    },
  }
}
