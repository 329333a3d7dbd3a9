import type { SessionId } from '../../../../shared/model/ids.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import { type BackOff, backOffMs } from '../../../../shared/model/timing/backOff.ts'
import type { Clock } from '../../../../shared/model/timing/clock.ts'
import type { ThreadHolding } from '../../../storage/rangeStore.ts'
import type { Random } from '../../runtime/random.ts'
import { type ChosenRead, compareReads } from './chooseRead.ts'

interface ThreadName {
  readonly sessionId: SessionId
  readonly thread: Thread
}

export interface WantedReadsParts {
  readonly clock: Pick<Clock, 'after'>
  readonly random: Pick<Random, 'fraction'>
  readonly backOff: BackOff
  /** A thread that had to wait can be read again. */
  readonly over: () => void
}

export type WantedReads = ReturnType<typeof createWantedReads>

const threads: readonly Thread[] = ['care', 'staff']

/** Names a thread among all of them. */
export function threadKey({ sessionId, thread }: ThreadName): string {
  return `${thread} ${sessionId}`
}

/** Creates the reads that nobody waits for, one for each thread at most; a thread whose last one failed waits, longer each time. */
export function createWantedReads(parts: WantedReadsParts) {
  const wanted = new Map<string, { readonly holding: ThreadHolding; readonly read: ChosenRead }>()
  const delays = new Map<string, () => void>()
  const failures = new Map<string, number>()

  function endDelays(): void {
    for (const cancel of delays.values()) cancel()
    delays.clear()
  }

  return {
    put: (holding: ThreadHolding, read: ChosenRead): void => {
      wanted.set(threadKey(holding), { holding, read })
    },
    /** Nothing of a session is wanted. */
    forget: (sessionId: SessionId): void => {
      for (const thread of threads) wanted.delete(threadKey({ sessionId, thread }))
    },
    /** Takes out the most urgent read of a thread that is not busy, and names the thread. */
    takeNext: (isBusy: (key: string) => boolean): ThreadName | undefined => {
      const free = [...wanted.values()].filter(({ holding }) => {
        const key = threadKey(holding)
        return !delays.has(key) && !isBusy(key)
      })
      const [first] = free
      if (!first) return undefined
      const { holding } = free.reduce((best, one) => (compareReads(one, best) < 0 ? one : best), first)
      wanted.delete(threadKey(holding))
      return { sessionId: holding.sessionId, thread: holding.thread }
    },
    /** The read of a thread failed: it waits. */
    delay: (key: string): void => {
      const count = (failures.get(key) ?? 0) + 1
      failures.set(key, count)
      delays.get(key)?.()
      const cancel = parts.clock.after(backOffMs(count, parts.backOff, parts.random), () => {
        delays.delete(key)
        parts.over()
      })
      delays.set(key, cancel)
    },
    /** The next failure of this thread is the first. */
    succeeded: (key: string): void => void failures.delete(key),
    /** Nobody waits any more, as over another transport. */
    endDelays: (): void => {
      endDelays()
      failures.clear()
    },
    close: (): void => {
      endDelays()
      wanted.clear()
    },
  }
}
