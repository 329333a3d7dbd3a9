/** Tasks that nobody waits for while the program runs, but that are to be finished before it ends. */
export interface BackgroundTasks {
  /** Takes a task that has begun. */
  readonly add: (task: Promise<unknown>) => void
  /** Resolves when none is left, of those that are added meanwhile either. */
  readonly settled: () => Promise<void>
}

/** `onError` gets the reason of each task that fails. */
export function createBackgroundTasks(onError: (error: unknown) => void): BackgroundTasks {
  const pending = new Set<Promise<unknown>>()
  return {
    add: (task) => {
      const done: Promise<unknown> = task.then(
        () => pending.delete(done),
        (error: unknown) => {
          pending.delete(done)
          onError(error)
        },
      )
      pending.add(done)
    },
    settled: async () => {
      while (pending.size > 0) await Promise.all(pending)
    },
  }
}
