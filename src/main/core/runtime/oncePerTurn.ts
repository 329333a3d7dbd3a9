import type { Background } from './background.ts'

/** Resolves at the end of this turn of the event loop, after what was asked for once per turn until now. */
export const endOfTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** Returns how to ask for `task`: however often it is asked for, `run` runs it once at the end of this turn of the event loop. */
export function oncePerTurn(run: Background['run'], task: () => unknown): () => void {
  let asked = false
  return () => {
    if (asked) return
    asked = true
    setImmediate(() => {
      asked = false
      run(task)
    })
  }
}
