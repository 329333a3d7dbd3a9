import type { Background } from './background.ts'

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
