import type { Append, AppendOutcome } from './append.ts'

/** Tries of one batch, the later of which know what an earlier one may have stored. */
export interface CommitRetries {
  /** Runs what stores and commits by itself: when it fails, it may have stored all the same, and is not run again (undefined). */
  readonly atOnce: <T>(store: () => Promise<T>) => Promise<T | undefined>
  /** The outcomes of this try, to be called last before its commit. */
  readonly settle: (outcomes: readonly AppendOutcome[]) => AppendOutcome[]
}

/**
 * Recognises what was appended by a try whose commit was done but not confirmed: to the next try it looks like a repeat, and it
 * would be published to no one.
 */
export function createCommitRetries(appends: readonly Append[]): CommitRetries {
  let perhapsStored: ReadonlySet<Append> = new Set()
  return {
    atOnce: async (store) => {
      if (perhapsStored.size > 0) return undefined
      try {
        return await store()
      } catch (error) {
        perhapsStored = new Set(appends)
        throw error
      }
    },
    settle: (outcomes) => {
      const settled = outcomes.map((outcome, index): AppendOutcome => {
        const append = appends[index]
        const isOwn =
          append !== undefined &&
          outcome.outcome === 'repeated' &&
          perhapsStored.has(append) &&
          outcome.entry.at === append.atMs
        return isOwn ? { outcome: 'appended', entry: outcome.entry } : outcome
      })
      perhapsStored = new Set(appends.filter((_, index) => settled[index]?.outcome === 'appended'))
      return settled
    },
  }
}
