import { median } from '../../bench/runner/comparison.ts'
import type { Memory } from './siege.ts'

/** Times that messages of the honest took, in ms, at the 99th percentile of each phase. */
export interface Phases {
  readonly calm: number[]
  readonly attacked: number[]
}

/** At most so many times as long as without the attack may the honest wait. */
const mostStalled = 2
/**
 * Times below this count as this, in ms: a commit of the log or a collection of garbage more or less doubles what is shorter,
 * attack or none.
 */
const finestMs = 8
/** Largest growth of memory after one more attack of the same kind, as a ratio. */
const mostGrown = { heap: 1.1, resident: 1.2 }

export function p99(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN
}

/**
 * Returns how many times as long the honest waited under attack as in the calm phases of the same run, by the medians.
 */
export function stalledBy({ calm, attacked }: Phases): number {
  return Math.max(finestMs, median(attacked)) / Math.max(finestMs, median(calm))
}

export const isBearable = (phases: Phases): boolean => stalledBy(phases) <= mostStalled

/** As long as this, in ms, the honest may wait beside one account that asks for all that it can get. */
const lightMs = 150

/**
 * Returns whether the honest waited no longer than that; or, where the machine is slow, no longer than bearable against calm
 * phases.
 */
export const isLight = (phases: Phases): boolean => median(phases.attacked) <= lightMs || isBearable(phases)

/** Returns how memory grew from the attack before the last one to the last one, as ratios. */
export function growth(memories: readonly Memory[]): Memory {
  const [before, last] = [memories.at(-2), memories.at(-1)]
  if (!before || !last) throw new Error('memory is compared from the second attack on')
  return { heap: last.heap / before.heap, resident: last.resident / before.resident }
}

export function hasReturned(memories: readonly Memory[]): boolean {
  const { heap, resident } = growth(memories)
  return heap <= mostGrown.heap && resident <= mostGrown.resident
}
