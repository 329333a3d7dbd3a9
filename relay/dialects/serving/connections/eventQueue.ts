/** Events of one connection, carried out one after the other: what was joined first is joined when a message is sent. */
export interface EventQueue {
  /** Returns whether too many events wait for those before them. */
  readonly isFull: () => boolean
  /** Resolves when this event has been served. */
  readonly add: (serve: () => Promise<void>) => Promise<void>
}

/** Events of one connection that may wait for those before them. */
const maxWaiting = 1_000

/** `ready`: nothing is carried out before it. */
export function createEventQueue(ready: Promise<void>): EventQueue {
  let last = ready
  let waiting = 0
  return {
    isFull: () => waiting >= maxWaiting,
    add: (serve) => {
      waiting += 1
      last = last.then(async () => {
        waiting -= 1
        await serve()
      })
      return last
    },
  }
}
