/** Runs a task when all that were given before it have ended, whether or not they succeeded, and returns what it comes to. */
export type Serialize = <T>(task: () => Promise<T>) => Promise<T>

/** Creates a queue of its own, in which at most one task is under way. */
export function createSerialize(): Serialize {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const result = last.then(task)
    last = result.then(
      () => undefined,
      () => undefined,
    )
    return result
  }
}
