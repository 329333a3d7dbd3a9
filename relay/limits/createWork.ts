import type { RateLimiter } from './createRateLimiter.ts'
import type { Turns } from './createTurns.ts'
import { workCosts as costs } from './workCosts.ts'

/**
 * Runs what a principal wants within the principal's budget, and in turn with others. `minimumCost` is charged before; what it
 * came to beside that, `extraCostOf` its result, once it is done. Refuses with `rateLimited`.
 */
export type Work = <T>(
  principal: { readonly userId: string },
  minimumCost: number,
  work: () => Promise<T>,
  extraCostOf?: (answer: T) => number,
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

  return async ({ userId }, minimumCost, work, extraCostOf) => {
    await charge(userId, minimumCost, false)
    const answer = await turns(userId, minimumCost, work, extraCostOf)
    const points = extraCostOf?.(answer) ?? 0
    if (points > 0) await charge(userId, points, true)
    return answer
  }
}
