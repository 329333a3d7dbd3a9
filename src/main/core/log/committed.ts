import type { Entry } from '../../../shared/model/entry.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { OutboxItem } from '../../storage/outboxStore.ts'

/**
 * Gap left after a commit: entries before others; those, but most often they are in the next frame already; or sessions that are
 * not here.
 */
export type Gap = 'entries' | 'entriesSoon' | 'sessions'

/** Changes that one transaction has put on the disk. */
export interface Committed {
  /** Entries that are new here, in the order of each thread, and own messages that have become entries. */
  readonly entries: readonly Entry[]
  /** Items that are entries now, and have left the outbox. */
  readonly settled: readonly OutboxItem[]
  /** Items that are new in the outbox. */
  readonly queued: readonly OutboxItem[]
  /** Items that an attempt to send begins with: from now on their outcome counts as unknown. */
  readonly begun: readonly OutboxItem[]
  /** Items of which an attempt has ended, that were parked, or that are to be tried again. */
  readonly updated: readonly OutboxItem[]
  /** Items that have left the outbox unsent. One whose id is among the new has become that. */
  readonly withdrawn: readonly OutboxItem[]
  /** Sessions of which something may be different now, and those that are gone. */
  readonly sessions: readonly SessionId[]
  /** Whether this user holds or has read more than before, which is still to be sent to the relay. */
  readonly isFurther: boolean
  readonly gap: Gap | null
}

export const nothingCommitted: Committed = {
  entries: [],
  settled: [],
  queued: [],
  begun: [],
  updated: [],
  withdrawn: [],
  sessions: [],
  isFurther: false,
  gap: null,
}
