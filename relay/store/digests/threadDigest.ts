import { owedAfter } from '../../../src/shared/model/attention.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import type { Tables } from '../tables.ts'

/** The digest of a thread: it is kept beside its entries, in the row that is locked and written with each of them. */
export type ThreadDigest = Pick<Tables['threads'], 'owed_since_ms' | 'last_activity_ms' | 'newest_message_seq'>

/** Of an entry, as much as the digest of its thread depends on. */
export type Folded = Pick<Entry, 'thread' | 'senderRole' | 'body' | 'at' | 'seq'>

/** Returns the digest of a thread after these entries, ascending by `seq`. */
export function foldIntoDigest(digest: ThreadDigest, entries: readonly Folded[]): ThreadDigest {
  let { owed_since_ms: owed, last_activity_ms: last, newest_message_seq: newest } = digest
  for (const entry of entries) {
    owed = owedAfter(owed, entry)
    last = last === null ? entry.at : Math.max(last, entry.at)
    if (entry.body.kind === 'message') newest = entry.seq
  }
  return { owed_since_ms: owed, last_activity_ms: last, newest_message_seq: newest }
}

/** The effect of a batch on the digest of its thread, whatever that was before. */
export interface DigestEffect {
  /** Since when a reply would be owed after them, had none been owed before. */
  readonly owedSinceMs: number | null
  /** The latest since when a reply that was owed before is owed now; null: they have answered it. */
  readonly owedAtLatestMs: number | null
  readonly lastActivityMs: number
  /** Place of the newest message among them, from 1; 0: there is none. */
  readonly newestMessage: number
}

/**
 * Returns the effect of entries that are given their places by the statement that stores them, in this order; `seq` is the place among them, from 1. The
 * database applies it: an owed reply stays owed since then or since `owedAtLatestMs`, whichever is earlier, and ends where that is null.
 */
export function digestEffectOf(entries: readonly Folded[]): DigestEffect {
  const fresh = foldIntoDigest(noDigest, entries)
  const earliest = entries.reduce((least, { at }) => Math.min(least, at), Number.MAX_SAFE_INTEGER)
  const isAnswered = entries.some((entry) => owedAfter(earliest, entry) === null)
  return {
    owedSinceMs: fresh.owed_since_ms,
    owedAtLatestMs: isAnswered ? null : earliest,
    lastActivityMs: fresh.last_activity_ms ?? 0,
    newestMessage: fresh.newest_message_seq,
  }
}

/** The digest of a thread without entries. */
export const noDigest: ThreadDigest = { owed_since_ms: null, last_activity_ms: null, newest_message_seq: 0 }
