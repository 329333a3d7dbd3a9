import type { Logger } from 'pino'
import type { Entry } from '../../../src/shared/model/entry.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import type { Store } from '../../store/store.ts'
import { createIndexBacklog } from './indexBacklog.ts'

/**
 * The index waits until nothing was appended for so long and the process had little else to do meanwhile, as when all come back at once
 * after a start and read; or until something has waited for it for so long, in ms.
 */
const quietMs = 500
const longestWaitMs = 30_000
/** Share of the time of the event loop up to which a node has little to do. */
const littleToDo = 0.5
/** It rests so many times as long as it worked, and so long at least, in ms; longer while others append. */
const restOfWork = { quiet: 4, busy: 20 } as const
const shortestRestMs = 10
/** Time until it is tried again when the database refused, in ms. */
const againMs = 30_000

export interface IndexWords {
  /** Looks at all threads, now and from time to time. */
  readonly start: () => void
  /** An entry was stored on this node. */
  readonly appended: (entry: Pick<Entry, 'sessionId' | 'thread'>) => void
  /** Resolves when nothing is being written any more. */
  readonly stop: () => Promise<void>
}

/** Takes the words of messages into the index, behind the log: no message waits for it. */
export function createIndexWords(parts: {
  readonly store: Pick<Store, 'words'>
  readonly clock: Clock
  readonly log: Logger
  /** Share of the last moments in which this process had something to do, 0 to 1. */
  readonly utilization: () => number
}): IndexWords {
  const { clock, log, utilization } = parts
  const backlog = createIndexBacklog(parts)
  /** Since when there is something to do; undefined: there is nothing. */
  let behindSinceMs: number | undefined
  let appendedAtMs = Number.NEGATIVE_INFINITY
  let isStopped = true
  let cancel: (() => void) | undefined
  let underWay: Promise<void> = Promise.resolve()

  function wait(forMs: number): void {
    if (isStopped) return
    cancel?.()
    cancel = clock.after(forMs, run)
  }

  function run(): void {
    cancel = undefined
    const now = clock.now()
    // Of a clock that was put back it is not known how long ago the last entry came.
    const isQuiet = (now - appendedAtMs >= quietMs || now < appendedAtMs) && utilization() <= littleToDo
    behindSinceMs = backlog.dueAtMs() <= now ? (behindSinceMs ?? now) : undefined
    if (behindSinceMs === undefined) wait(Math.max(quietMs, backlog.dueAtMs() - now))
    else if (!isQuiet && now - behindSinceMs < longestWaitMs) wait(quietMs)
    else underWay = work(now, restOfWork[isQuiet ? 'quiet' : 'busy'])
  }

  function work(startedAtMs: number, rest: number): Promise<void> {
    return backlog.work().then(
      () => wait(Math.max(shortestRestMs, (clock.now() - startedAtMs) * rest)),
      (error: unknown) => {
        log.error({ error }, 'words of messages could not be indexed')
        wait(againMs)
      },
    )
  }

  return {
    start: () => {
      isStopped = false
      wait(quietMs)
    },
    appended: (entry) => {
      backlog.appended(entry)
      appendedAtMs = clock.now()
      // What waits for the next look at all threads is not waited for.
      if (behindSinceMs !== undefined) return
      behindSinceMs = appendedAtMs
      if (cancel) wait(quietMs)
    },
    stop: async () => {
      isStopped = true
      cancel?.()
      await underWay
    },
  }
}
