import type { Append, AppendOutcome } from './append.ts'

/** Tries of one batch, each with the knowledge of what an earlier one may have stored. */
export interface CommitRetries {
  /** Runs a store that commits by itself. When it fails, it may have stored all the same: later calls return undefined. */
  readonly tryOnce: <T>(store: () => Promise<T>) => Promise<T | undefined>
  /** The outcomes of this try, to be called last before its commit. */
  readonly settle: (outcomes: readonly AppendOutcome[]) => AppendOutcome[]
}

/**
 * Recognises entries that were appended by a try whose commit was done but not confirmed: to the next try they look like repeats,
 * and would be published to nobody.
 */
export function createCommitRetries(appends: readonly Append[]): CommitRetries {
  let perhapsStored: ReadonlySet<Append> = new Set()
  return {
    tryOnce: async (store) => {
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
