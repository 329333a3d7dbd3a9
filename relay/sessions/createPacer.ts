import type { Clock } from '../../src/shared/model/clock.ts'

/**
 * Runs tasks at least `restMs` apart: the first in the next turn of the event loop, one that comes while it rests at the end
 * of the rest. At most one task waits at a time.
 */
export function createPacer(parts: {
  readonly restMs: number
  readonly after: Clock['after']
  readonly nextTurn: (task: () => void) => void
}): (task: () => void) => void {
  const { restMs, after, nextTurn } = parts
  let isResting = false
  let waiting: (() => void) | undefined

  function rest(): void {
    isResting = true
    after(restMs, () => {
      isResting = false
      const task = waiting
      waiting = undefined
      if (task) run(task)
    })
  }
  function run(task: () => void): void {
    rest()
    nextTurn(task)
  }

  return (task) => {
    if (isResting) waiting = task
    else run(task)
  }
}
