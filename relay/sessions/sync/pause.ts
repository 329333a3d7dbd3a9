/** Resolves when what has come meanwhile, from whoever, was taken in: between the pieces of what takes long. */
export type Pause = () => Promise<void>

/** Makes pauses that end one in a turn, in the order in which they began: of all that takes long, one piece is done between what else has come. */
export function createPause(nextTurn: (task: () => void) => void): Pause {
  const paused: (() => void)[] = []

  function endNext(): void {
    paused.shift()?.()
    if (paused.length > 0) nextTurn(endNext)
  }

  return () =>
    new Promise((resolve) => {
      paused.push(resolve)
      if (paused.length === 1) nextTurn(endNext)
    })
}

/** Of the one event loop that there is. */
export const nextTurnOfLoop: Pause = createPause((task) => void setImmediate(task))
