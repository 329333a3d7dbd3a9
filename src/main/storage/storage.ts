import type { DraftStore } from './draftStore.ts'
import type { EntryStore } from './entryStore.ts'
import type { LaterStore } from './laterStore.ts'
import type { StorageOptions } from './openDatabase.ts'
import type { OutboxStore } from './outboxStore.ts'
import type { RangeStore } from './rangeStore.ts'
import type { SessionStore } from './sessionStore.ts'
import type { SettingStore } from './settingStore.ts'
import type { WatermarkStore } from './watermarkStore.ts'
import type { WordStore } from './words/wordStore.ts'

/** Parts that everybody may read; the log's commit alone writes these. */
export interface StorageReader {
  readonly sessions: Pick<SessionStore, 'ids' | 'listed' | 'find' | 'threads' | 'threadsOf' | 'findThread'>
  readonly entries: Pick<EntryStore, 'page' | 'amendments' | 'findById'>
  readonly ranges: Pick<RangeStore, 'of' | 'findHolding' | 'holdingsOf' | 'holdings' | 'heldForTabs' | 'isHeldForTab'>
  readonly watermarks: Pick<WatermarkStore, 'of' | 'owed' | 'reachedSteps'>
  readonly drafts: Pick<DraftStore, 'of'>
  readonly laters: Pick<LaterStore, 'all' | 'newest'>
  readonly words: Pick<WordStore, 'find' | 'read' | 'isWhole'>
  readonly sync: Storage['sync']
}

/**
 * Durability of a transaction. `kept`: it is on the disk when it returns. `fetchedAgain`: what the relay has told, and would tell again: a loss
 * of power may take it back, with everything after it; the death of the process does not.
 */
export type Durability = 'kept' | 'fetchedAgain'

/** Everything one user's console keeps, in one encrypted file. All calls are synchronous. */
export interface Storage {
  readonly sessions: SessionStore
  readonly entries: EntryStore
  readonly words: WordStore
  readonly ranges: RangeStore
  readonly outbox: OutboxStore
  readonly watermarks: WatermarkStore
  readonly drafts: DraftStore
  readonly laters: LaterStore
  readonly settings: SettingStore
  /**
   * Runs `work` in one transaction and returns after the commit is on the disk; inside another, joins it. When `work` or the
   * commit throws, nothing is stored. Throws `FailureError('diskFull')` when the disk is full.
   */
  readonly transact: <T>(work: () => T, durability?: Durability) => T
  /**
   * Resolves with true once no loss of power takes back what was committed until it was called, and with false when the disk refuses. Nothing
   * waits for it meanwhile.
   */
  readonly sync: () => Promise<boolean>
  readonly close: () => void
}

export type OpenStorage = (options: StorageOptions) => Storage
