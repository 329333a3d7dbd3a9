/** Returns how to ask for `task`: however often it is asked for, it runs once at the end of this turn of the event loop. */
export function oncePerTurn(task: () => void): () => void {
  let asked = false
  return () => {
    if (asked) return
    asked = true
    setImmediate(() => {
      asked = false
      task()
    })
  }
}
