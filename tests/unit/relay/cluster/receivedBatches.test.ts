import { expect, it } from 'vitest'
import type { NodeMessage } from '../../../../relay/cluster/nodeMessage.ts'
import { createReceivedBatches } from '../../../../relay/cluster/redis/receivedBatches.ts'

const messages: NodeMessage[] = [{ kind: 'lost' }]

/** Returns the position of each batch, given its count; `heartbeat` has no messages. */
function positionsOf(...given: readonly { readonly nodeId?: string; readonly count: number; heartbeat?: true }[]) {
  const batches = createReceivedBatches()
  return given.map(({ nodeId = 'a', count, heartbeat }) =>
    batches.receive({ nodeId, count, messages: heartbeat ? [] : messages }),
  )
}

it('the first batch of a node is the next one, whatever its count', () => {
  expect(positionsOf({ count: 7 }, { nodeId: 'b', count: 3 }, { count: 8 })).toEqual(['next', 'next', 'next'])
})

it('a batch that was added twice is repeated, and one that follows a missing one has a gap before it', () => {
  expect(positionsOf({ count: 1 }, { count: 1 }, { count: 3 }, { count: 2 }, { count: 4 })).toEqual([
    'next',
    'repeated',
    'gap',
    'repeated',
    'next',
  ])
})

it('a heartbeat with the count of the last batch is the next one, and with a later count has a gap before it', () => {
  expect(positionsOf({ count: 1 }, { count: 1, heartbeat: true }, { count: 2, heartbeat: true }, { count: 3 })).toEqual(
    ['next', 'next', 'gap', 'next'],
  )
})
