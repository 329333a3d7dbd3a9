import type { Moment } from './cacheEntry.ts'

export interface Revisions {
  /** Returns the moment as of which a record is that is asked of the store now. */
  readonly now: () => Moment
  /** Returns the moment of a change that comes now: what was asked of the store before is older. */
  readonly next: () => Moment
  /** Makes all that was asked of the store or changed by now doubtful. */
  readonly invalidate: () => void
  /** Returns whether nothing has made doubtful what is known as of this moment. */
  readonly isValid: (asOf: Moment) => boolean
}

/** Counts the changes of a cache, so that of two records it can be said which is the later one. */
export function createRevisions(nowMs: () => number): Revisions {
  let revision = 0
  let invalidatedAt = 0
  const now = () => ({ revision, atMs: nowMs() })
  return {
    now,
    next: () => {
      revision += 1
      return now()
    },
    invalidate: () => {
      revision += 1
      invalidatedAt = revision
    },
    isValid: (asOf) => asOf.revision >= invalidatedAt,
  }
}
