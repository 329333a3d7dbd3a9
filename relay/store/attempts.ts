import type { Append, AppendOutcome } from './store.ts'

/** What the tries of one batch came to. */
export interface Attempts {
  /** Runs what stores and commits by itself: when it fails, it may have stored all the same. */
  readonly atOnce: <T>(store: () => Promise<T>) => Promise<T>
  /** The outcomes of this try, to be called last before its commit. */
  readonly settle: (outcomes: readonly AppendOutcome[]) => AppendOutcome[]
}

/**
 * Tells what was appended by a try whose commit was done but not answered for: to the next try it looks like a repeat, and no
 * one would be told of it.
 */
export function createAttempts(appends: readonly Append[]): Attempts {
  let perhapsStored: ReadonlySet<Append> = new Set()
  return {
    atOnce: async (store) => {
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
