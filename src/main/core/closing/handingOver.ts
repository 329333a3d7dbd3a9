import type { Handlers } from '../../../shared/ipc/commands.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Emit } from '../runtime/events.ts'

/** Longest time for a page that does not respond, as one of which the browser has stopped the timers. */
const longestMs = 1_000

/** Waits for the pages to hand over what was typed and is not on the disk, before the console ends. */
export function createHandingOver(parts: {
  readonly clock: Clock
  readonly emit: Emit
  readonly countListeners: () => number
}) {
  let left = 0
  let finish = (): void => undefined

  return {
    /** Asks every page that listens. Resolves when all have answered, or after a second. */
    ask: async (): Promise<void> => {
      left = parts.countListeners()
      if (left === 0) return
      const { promise, resolve } = Promise.withResolvers<void>()
      finish = resolve
      const cancelTimeout = parts.clock.after(longestMs, resolve)
      parts.emit({ name: 'closingStarted', payload: {} })
      await promise
      cancelTimeout()
    },
    handlers: {
      /** One of them has handed over everything. */
      handedOver: async () => {
        left -= 1
        if (left === 0) finish()
        return {}
      },
    } satisfies Partial<Handlers>,
  }
}
