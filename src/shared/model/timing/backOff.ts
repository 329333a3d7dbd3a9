/** Waits that double from the first to the longest, in milliseconds. */
export interface BackOff {
  readonly firstMs: number
  readonly longestMs: number
}

/** Randomness as a parameter: `fraction` returns a number from 0 (included) to 1 (excluded). */
export interface Jitter {
  readonly fraction: () => number
}

/**
 * Returns how long to wait, in milliseconds, after so many failures in a row (1 is the first): doubling, bounded, and spread over
 * the upper half so that many clients do not come back at the same instant.
 */
export function backOffMs(failures: number, { firstMs, longestMs }: BackOff, jitter: Jitter): number {
  const fullMs = Math.min(longestMs, firstMs * 2 ** Math.min(Math.max(failures - 1, 0), 30))
  return Math.round(fullMs * (0.5 + jitter.fraction() / 2))
}
