import type { Clock } from '../src/shared/model/timing/clock.ts'

/** Resolves at the given instant, at once when it has passed. */
export function waitUntil(clock: Clock, atMs: number): Promise<void> {
  const delayMs = atMs - clock.now()
  if (delayMs <= 0) return Promise.resolve()
  return new Promise((resolve) => {
    clock.after(delayMs, resolve)
  })
}
