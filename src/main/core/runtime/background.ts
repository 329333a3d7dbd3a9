import { describeDefect } from './describeDefect.ts'
import type { Log } from './log.ts'

/** Work for whose end nobody waits: rounds, attempts, what a timer or a socket begins. */
export interface Background {
  /** Runs the work. What it throws, at once or later, is logged and ends nothing else. */
  readonly run: (work: () => unknown) => void
  /** Resolves when nothing of it is under way. */
  readonly idle: () => Promise<void>
}

/** Creates the one edge of background work: everything that is begun here is known until it has ended. */
export function createBackground(log: Log): Background {
  const underWay = new Set<Promise<void>>()

  async function contain(work: () => unknown): Promise<void> {
    try {
      await work()
    } catch (error) {
      log.error({ err: describeDefect(error) }, 'background work failed')
    }
  }

  return {
    run: (work) => {
      const ended = contain(work).finally(() => underWay.delete(ended))
      underWay.add(ended)
    },
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
