import type { Random } from './random.ts'

export interface BackOff {
  readonly firstMs: number
  readonly longestMs: number
}

/**
 * How long to wait, in milliseconds, after so many failures in a row (1 is the first): doubling, bounded, and spread over
 * the upper half so that many consoles do not come back at the same instant.
 */
export function backOffMs(failures: number, { firstMs, longestMs }: BackOff, random: Pick<Random, 'fraction'>): number {
  const fullMs = Math.min(longestMs, firstMs * 2 ** Math.min(Math.max(failures - 1, 0), 30))
  return Math.round(fullMs * (0.5 + random.fraction() / 2))
}
