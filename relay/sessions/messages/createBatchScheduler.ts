import type { Clock } from '../../../src/shared/model/timing/clock.ts'

/** Schedule for a task that becomes ready. At most one waits at a time. */
export interface BatchScheduler {
  readonly run: (task: () => void) => void
  /** Runs a waiting task without further delay. */
  readonly flushNow: () => void
}

/** Runs every task in the next turn of the event loop. */
export function immediate(nextTurn: (task: () => void) => void): BatchScheduler {
  return { run: nextTurn, flushNow: () => undefined }
}

/** Runs tasks at least `restMs` apart: the first in the next turn of the event loop, one that comes while it rests at the end of the rest. */
export function createBatchScheduler(parts: {
  readonly restMs: number
  readonly after: Clock['after']
  readonly nextTurn: (task: () => void) => void
}): BatchScheduler {
  const { restMs, after, nextTurn } = parts
  let cancelRest: (() => void) | undefined
  let waiting: (() => void) | undefined

  function start(task: () => void): void {
    cancelRest = after(restMs, () => {
      cancelRest = undefined
      startWaiting()
    })
    nextTurn(task)
  }
  function startWaiting(): void {
    const task = waiting
    waiting = undefined
    if (task) start(task)
  }

  return {
    run: (task) => {
      if (cancelRest) waiting = task
      else start(task)
    },
    flushNow: () => {
      if (!waiting) return
      cancelRest?.()
      startWaiting()
    },
  }
}
