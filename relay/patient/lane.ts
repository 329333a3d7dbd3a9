import type { Clock } from '../../src/shared/model/clock.ts'

/** What a step came to: it went on, it has to wait before it is tried again, or there was nothing to do. */
export type Step = 'done' | 'later' | 'idle'

export interface Lane {
  /** There may be something to do. */
  readonly work: () => void
  /** The same, and what waits for its next try waits no longer. */
  readonly hurry: () => void
  /** Nothing more is begun. */
  readonly stop: () => void
}

const firstWaitMs = 1_000
const longestWaitMs = 30_000

/** Takes one step after the other, never two at once, and waits longer after each that did not go. `step` never rejects. */
export function createLane(step: () => Promise<Step>, clock: Pick<Clock, 'after'>): Lane {
  let isWorking = false
  let isAsked = false
  let isStopped = false
  let attempts = 0
  let cancelWait: () => void = () => undefined

  async function run(): Promise<void> {
    isWorking = true
    cancelWait()
    while (isAsked && !isStopped) {
      isAsked = false
      const came = await step()
      if (came === 'done') {
        attempts = 0
        isAsked = true
      } else if (came === 'later' && !isStopped) {
        isAsked = false
        attempts += 1
        cancelWait = clock.after(Math.min(firstWaitMs * 2 ** (attempts - 1), longestWaitMs), work)
      }
    }
    isWorking = false
  }
  function work(): void {
    isAsked = true
    if (!isWorking && !isStopped) void run()
  }

  return {
    work,
    hurry: () => {
      attempts = 0
      work()
    },
    stop: () => {
      isStopped = true
      cancelWait()
    },
  }
}
