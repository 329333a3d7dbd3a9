import type { RateLimiter } from './createRateLimiter.ts'
import type { Turns } from './createTurns.ts'
import { workCosts as costs } from './workCosts.ts'

/**
 * Runs what a principal wants within the principal's budget, and in turn with others. `before` is what it costs at the least; what it came
 * to beside that is counted once it is done. Refuses with `rateLimited`.
 */
export type Work = <T>(
  principal: { readonly userId: string },
  before: number,
  work: () => Promise<T>,
  beside?: (answer: T) => number,
) => Promise<T>

export function createWork(limit: RateLimiter, turns: Turns): Work {
  const uncounted = new Map<string, number>()

  /** Undefined where it is too little to be counted by itself: for a receipt, counting would cost as much as the receipt. */
  function charge(userId: string, points: number, isDone: boolean): Promise<void> | undefined {
    const sum = (uncounted.get(userId) ?? 0) + points
    if (sum >= costs.countedAtOnce) {
      uncounted.delete(userId)
      return limit('workAsUser', userId, { points: sum, isDone })
    }
    // Those who came and went are forgiven less than a page each.
    if (uncounted.size >= costs.uncountedUsers) uncounted.clear()
    uncounted.set(userId, sum)
    return undefined
  }

  return async ({ userId }, before, work, beside) => {
    await charge(userId, before, false)
    const answer = await turns(userId, before, work, beside)
    const points = beside?.(answer) ?? 0
    if (points > 0) await charge(userId, points, true)
    return answer
  }
}
