/** Points of work that may still be begun in the present turn of the event loop. */
export interface TurnBudget {
  readonly isLeft: () => boolean
  readonly take: (cost: number) => void
  /** Calls `renewed` in the next turn, if that is not to come already. */
  readonly renewLater: () => void
}

/** Creates a budget that is whole again in each turn; `renewed` is called in every turn after one in which something was taken. */
export function createTurnBudget({
  nextTurn,
  costOfTurn,
  renewed,
}: {
  readonly nextTurn: (task: () => void) => void
  readonly costOfTurn: number
  readonly renewed: () => void
}): TurnBudget {
  let taken = 0
  let isScheduled = false

  function renewLater(): void {
    if (isScheduled) return
    isScheduled = true
    nextTurn(() => {
      isScheduled = false
      taken = 0
      renewed()
    })
  }

  return {
    isLeft: () => taken < costOfTurn,
    take: (cost) => {
      taken += cost
      renewLater()
    },
    renewLater,
  }
}
