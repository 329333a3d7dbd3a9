import type { Log } from './log.ts'

/** A way from one part to those that subscribe to it, in the order of subscribing. */
export interface Feed<T> {
  readonly publish: (value: T) => void
  /** Calls `listener` with each value from now on. Returns how to stop. */
  readonly subscribe: (listener: (value: T) => void) => () => void
  readonly countSubscribers: () => number
}

/** Creates a feed. A subscriber that throws keeps neither the others nor the publisher from going on; `nameOf` names the value in the log. */
export function createFeed<T>(log: Log, nameOf: (value: T) => string): Feed<T> {
  const subscribers = new Set<(value: T) => void>()

  return {
    publish: (value) => {
      for (const subscriber of [...subscribers]) {
        try {
          subscriber(value)
        } catch (error) {
          const reason = error instanceof Error ? error.name : 'unknown'
          log.error({ event: nameOf(value), reason }, 'a listener failed')
        }
      }
    },
    subscribe: (listener) => {
      // A function of its own for each call, so that the same listener can be given twice.
      const subscriber = (value: T) => listener(value)
      subscribers.add(subscriber)
      return () => {
        subscribers.delete(subscriber)
      }
    },
    countSubscribers: () => subscribers.size,
  }
}
