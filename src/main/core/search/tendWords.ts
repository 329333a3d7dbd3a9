import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Commit } from '../log/commit.ts'
import type { StorageHealth } from '../runtime/storageHealth.ts'

/** The steps rest so many times as long as they worked: a key or a message never waits for more than one. */
const restShare = 2
const shortestRestMs = 5
/** Time after which a step is tried again that the disk has refused, in ms. */
const refusedMs = 30_000

/** Brings the index of words to what the log has, a step at a time, whenever something of it is left. */
export function createWordTending(parts: {
  readonly clock: Clock
  readonly commit: Pick<Commit, 'tendWords'>
  readonly storageHealth: Pick<StorageHealth, 'write'>
}) {
  const { clock } = parts
  let cancel: (() => void) | null = null
  let isStopped = false

  function step(): void {
    cancel = null
    const before = clock.steady()
    let isMore = false
    const isWritten = parts.storageHealth.write(() => {
      isMore = parts.commit.tendWords()
    })
    if (!isWritten) rest(refusedMs)
    else if (isMore) rest(Math.max(shortestRestMs, (clock.steady() - before) * restShare))
  }

  function rest(ms: number): void {
    // What is committed on the way to the end leaves something for the next start.
    if (!isStopped) cancel ??= clock.after(ms, step)
  }

  return {
    start: () => rest(shortestRestMs),
    stop: () => {
      isStopped = true
      cancel?.()
      cancel = null
    },
  }
}
