import { expect, it } from 'vitest'
import { createReplicatedCounter, type LimitUse } from '../../../../relay/cluster/createReplicatedCounter.ts'
import { nodeLimits } from '../../../../relay/cluster/nodeLimits.ts'
import { createRateLimiter } from '../../../../relay/limits/createRateLimiter.ts'
import { rateLimits } from '../../../../relay/limits/rateLimits.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

/** Two nodes that hear each other at once, once they have told. */
function twoNodes() {
  const clock = createFakeClock()
  const told: LimitUse[][] = []
  const make = (tell: (uses: readonly LimitUse[]) => void) => {
    const uses = createReplicatedCounter({
      tell: (given) => {
        told.push([...given])
        tell(given)
      },
      clock,
    })
    return { uses, limit: createRateLimiter({ createCounter: uses.createCounter }) }
  }
  const one: ReturnType<typeof make> = make((uses) => other.uses.received(uses))
  const other: ReturnType<typeof make> = make((uses) => one.uses.received(uses))
  return { one, other, told, clock }
}

const { points } = rateLimits.signalAsUser

it('what was used of a limit on one node counts on the others a moment later', async () => {
  const { one, other, clock } = twoNodes()
  for (let use = 0; use < points; use++) await one.limit('signalAsUser', 'ada')
  await other.limit('signalAsUser', 'ada')
  clock.advance(nodeLimits.tellUsesMs)
  await expect(other.limit('signalAsUser', 'ada')).rejects.toThrow('Too many requests')
  await other.limit('signalAsUser', 'bob')
  await expect(one.limit('signalAsUser', 'ada')).rejects.toThrow('Too many requests')
})

it('many uses are told as one, refused ones not at all, and nothing when nothing was used', async () => {
  const { one, told, clock } = twoNodes()
  for (let use = 0; use < points + 3; use++) await one.limit('signalAsUser', 'ada').catch(() => undefined)
  await one.limit('sendAsUser', 'ada')
  clock.advance(nodeLimits.tellUsesMs)
  clock.advance(nodeLimits.tellUsesMs)
  expect(told).toEqual([
    [
      { limit: 'signalAsUser', key: 'ada', points },
      { limit: 'sendAsUser', key: 'ada', points: 1 },
    ],
  ])
})
