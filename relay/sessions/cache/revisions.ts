import type { Moment } from './cacheEntry.ts'

export interface Revisions {
  /** Returns the moment of a change or of a reading that begins now: all changes and readings that began before are older. */
  readonly next: () => Moment
  /** Makes all that was asked of the store or changed by now doubtful. */
  readonly invalidate: () => void
  /** Returns whether nothing has made doubtful what is known as of this moment. */
  readonly isValid: (asOf: Moment) => boolean
}

/** Counts the changes and readings of a cache, so that of two records it can be said which is the later one. */
export function createRevisions(nowMs: () => number): Revisions {
  let revision = 0
  let invalidatedAt = 0
  return {
    next: () => {
      revision += 1
      return { revision, atMs: nowMs() }
    },
    invalidate: () => {
      revision += 1
      invalidatedAt = revision
    },
    isValid: (asOf) => asOf.revision >= invalidatedAt,
  }
}
