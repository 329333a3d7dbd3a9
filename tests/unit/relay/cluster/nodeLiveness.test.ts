import { expect, it } from 'vitest'
import { nodeLimits } from '../../../../relay/cluster/nodeLimits.ts'
import { createNodeLiveness } from '../../../../relay/cluster/redis/nodeLiveness.ts'

const { nodeSilentMs, nodeExpiresMs } = nodeLimits

it('a node is new once, and its silence is noticed once, until it is alive again', () => {
  const liveness = createNodeLiveness()
  expect([liveness.noteAlive('a', 0), liveness.noteAlive('a', 1)]).toEqual([true, false])
  expect(liveness.check(nodeSilentMs)).toEqual({ expired: [], hasNewlySilent: false })
  expect(liveness.check(nodeSilentMs + 2)).toEqual({ expired: [], hasNewlySilent: true })
  expect(liveness.check(nodeSilentMs + 3)).toEqual({ expired: [], hasNewlySilent: false })
  liveness.noteAlive('a', nodeSilentMs + 4)
  expect(liveness.check(2 * nodeSilentMs + 5)).toEqual({ expired: [], hasNewlySilent: true })
})

it('a node expires after a longer silence, also one that only the registry names', () => {
  const liveness = createNodeLiveness()
  liveness.noteAlive('a', 0)
  liveness.expect('b', 1)
  liveness.expect('a', 1)
  expect(liveness.check(nodeExpiresMs + 1).expired).toEqual(['a'])
  expect(liveness.check(nodeExpiresMs + 2).expired).toEqual(['a', 'b'])
  liveness.forget('a')
  expect(liveness.check(nodeExpiresMs + 2).expired).toEqual(['b'])
  expect(liveness.noteAlive('a', nodeExpiresMs + 3)).toBe(true)
})
