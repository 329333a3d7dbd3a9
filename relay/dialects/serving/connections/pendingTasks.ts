/** Tasks that are under way, so that a node can wait for them before it stops. */
export interface PendingTasks {
  /** Keeps a task that never rejects until it is done. */
  readonly add: (task: Promise<void>) => void
  /** Resolves when there are none, those included that were added meanwhile. */
  readonly drain: () => Promise<void>
}

export function createPendingTasks(): PendingTasks {
  const pending = new Set<Promise<void>>()
  return {
    add: (task) => {
      const done = task.then(() => void pending.delete(done))
      pending.add(done)
    },
    drain: async () => {
      while (pending.size > 0) await Promise.all(pending)
    },
  }
}
