/**
 * Creates the turns of reads: one at a time within a thread, so that each begins from what the last has brought, and so many at once in all.
 */
export function createReadTurns(mostAtOnce: number) {
  const busy = new Map<string, Promise<void>>()
  const waiting: (() => void)[] = []
  let underWay = 0

  function release(): void {
    const next = waiting.shift()
    // Whoever waits takes over the place, before anybody else comes.
    if (next) next()
    else underWay -= 1
  }

  return {
    isBusy: (thread: string): boolean => busy.has(thread),
    /** Returns whether one more can begin without anybody having to wait for it. */
    isFree: (): boolean => underWay < mostAtOnce,
    /** Runs the work while nobody else reads this thread. */
    inThread: async <T>(thread: string, work: () => Promise<T>): Promise<T> => {
      while (busy.has(thread)) await busy.get(thread)
      const ended = Promise.withResolvers<void>()
      busy.set(thread, ended.promise)
      try {
        return await work()
      } finally {
        busy.delete(thread)
        ended.resolve()
      }
    },
    /** Runs the work as one of those that are under way at once. */
    inPlace: async <T>(work: () => Promise<T>): Promise<T> => {
      if (underWay < mostAtOnce) underWay += 1
      else await new Promise<void>((resolve) => void waiting.push(resolve))
      try {
        return await work()
      } finally {
        release()
      }
    },
  }
}
