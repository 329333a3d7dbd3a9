import type { DraftStore } from './draftStore.ts'
import type { EntryStore } from './entryStore.ts'
import type { StorageOptions } from './openDatabase.ts'
import type { OutboxStore } from './outboxStore.ts'
import type { SessionStore } from './sessionStore.ts'
import type { SettingStore } from './settingStore.ts'
import type { WatermarkStore } from './watermarkStore.ts'

/** Parts that everybody may read; the log's commit alone writes these. */
export interface StorageReader {
  readonly sessions: Pick<SessionStore, 'ids' | 'find' | 'threads' | 'threadsOf' | 'findThread'>
  readonly entries: Pick<EntryStore, 'page'>
  readonly watermarks: Pick<WatermarkStore, 'of' | 'owed'>
  readonly drafts: Pick<DraftStore, 'of'>
}

/** Everything one user's console keeps, in one encrypted file. All calls are synchronous. */
export interface Storage {
  readonly sessions: SessionStore
  readonly entries: EntryStore
  readonly outbox: OutboxStore
  readonly watermarks: WatermarkStore
  readonly drafts: DraftStore
  readonly settings: SettingStore
  /**
   * Runs `work` in one transaction and returns after the commit is on the disk; inside another, joins it. When `work` or the
   * commit throws, nothing is stored. Throws `FailureError('diskFull')` when the disk is full.
   */
  readonly transact: <T>(work: () => T) => T
  readonly close: () => void
}

export type OpenStorage = (options: StorageOptions) => Storage
