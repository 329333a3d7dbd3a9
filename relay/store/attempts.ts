import type { AppendOutcome } from './store.ts'

/** What the tries of one transaction came to. */
export interface Attempts {
  /** The outcomes of this try, to be called last before its commit. */
  readonly settle: (outcomes: readonly AppendOutcome[]) => AppendOutcome[]
  /** The outcomes of an earlier try whose commit was not answered for: it may have been done. */
  readonly earlier: () => readonly AppendOutcome[] | undefined
}

/**
 * Tells what was appended by a try whose commit was done but not answered for: to the next try it looks like a repeat, and no
 * one would be told of it.
 */
export function createAttempts(): Attempts {
  let earlier: readonly AppendOutcome[] | undefined
  return {
    settle: (outcomes) => {
      const settled = outcomes.map((outcome, index): AppendOutcome => {
        const before = earlier?.[index]
        const isOwn =
          outcome.outcome === 'repeated' &&
          before?.outcome === 'appended' &&
          before.entry.seq === outcome.entry.seq &&
          before.entry.at === outcome.entry.at
        return isOwn ? { outcome: 'appended', entry: outcome.entry } : outcome
      })
      earlier = settled
      return settled
    },
    earlier: () => earlier,
  }
}
