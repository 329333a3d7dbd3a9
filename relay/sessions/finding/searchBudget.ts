/** The part of the log that one answer may read, in entries. */
export interface SearchBudget {
  readonly spend: (entries: number) => void
  readonly isSpent: () => boolean
  readonly spent: () => number
}

export function createSearchBudget(entries: number): SearchBudget {
  let spent = 0
  return {
    spend: (some) => {
      spent += some
    },
    isSpent: () => spent >= entries,
    spent: () => spent,
  }
}
