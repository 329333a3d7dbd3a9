import { expect, it } from 'vitest'
import { createReplicatedCounter, type LimitUse } from '../../../../relay/cluster/createReplicatedCounter.ts'
import { nodeLimits } from '../../../../relay/cluster/nodeLimits.ts'
import { createRateLimiter } from '../../../../relay/limits/createRateLimiter.ts'
import { rateLimits } from '../../../../relay/limits/rateLimits.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

/** Two nodes that receive at once what the other one publishes. */
function twoNodes() {
  const clock = createFakeClock()
  const published: LimitUse[][] = []
  const make = (publish: (uses: readonly LimitUse[]) => void) => {
    const uses = createReplicatedCounter({
      publish: (given) => {
        published.push([...given])
        publish(given)
      },
      clock,
    })
    return { uses, limit: createRateLimiter({ createCounter: uses.createCounter }) }
  }
  const one: ReturnType<typeof make> = make((uses) => other.uses.received(uses))
  const other: ReturnType<typeof make> = make((uses) => one.uses.received(uses))
  return { one, other, published, clock }
}

const { points } = rateLimits.signalAsUser

it('uses of a limit on one node count on the others a moment later', async () => {
  const { one, other, clock } = twoNodes()
  for (let use = 0; use < points; use++) await one.limit('signalAsUser', 'ada')
  await other.limit('signalAsUser', 'ada')
  clock.advance(nodeLimits.publishUsesMs)
  await expect(other.limit('signalAsUser', 'ada')).rejects.toThrow('Too many requests')
  await other.limit('signalAsUser', 'bob')
  await expect(one.limit('signalAsUser', 'ada')).rejects.toThrow('Too many requests')
})

it('many uses are published as one, refused ones not at all, and nothing when there were none', async () => {
  const { one, published, clock } = twoNodes()
  for (let use = 0; use < points + 3; use++) await one.limit('signalAsUser', 'ada').catch(() => undefined)
  await one.limit('sendAsUser', 'ada')
  clock.advance(nodeLimits.publishUsesMs)
  clock.advance(nodeLimits.publishUsesMs)
  expect(published).toEqual([
    [
      { limit: 'signalAsUser', key: 'ada', points },
      { limit: 'sendAsUser', key: 'ada', points: 1 },
    ],
  ])
})
