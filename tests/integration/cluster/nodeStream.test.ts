import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { NodeMessage } from '../../../relay/cluster/nodeMessage.ts'
import { addBatch, parseRecord, readLastId, readRecords } from '../../../relay/cluster/redis/clusterStream.ts'
import { createRedisChannel } from '../../../relay/cluster/redis/createRedisChannel.ts'
import { connectRedis } from '../../../relay/cluster/redis/redisConnection.ts'
import { userIdSchema } from '../../../src/shared/model/ids.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'
import { dropKeys, redisAnswers, redisUrl } from '../../support/servers/testRedis.ts'

const skipped = (await redisAnswers()) ? undefined : 'no Redis at TEST_REDIS_URL or the default local port'

const message = (user: string): NodeMessage => ({ kind: 'user', userId: userIdSchema.parse(user) })

async function openStream() {
  const redis = connectRedis(redisUrl, { blocks: false })
  const stream = `rounds_test_${randomUUID()}`
  await redis.connect()
  onTestFinished(async () => {
    redis.disconnect()
    await dropKeys(stream)
  })
  return { redis, stream }
}

/** A node's way to the others, with what it received. */
function openChannel(keyPrefix: string, nodeId: string) {
  const received: NodeMessage[] = []
  const missed = vi.fn()
  const log = pino({ level: 'silent' })
  const parts = { url: redisUrl, keyPrefix, nodeId, clock: systemClock, log, endOfTurn: setImmediate }
  const node = createRedisChannel(parts)
  onTestFinished(node.stop)
  const start = () => node.start({ received: (sent) => received.push(sent), missed, reconcile: () => undefined })
  return { ...node, start, received, missed }
}

describe.skipIf(skipped !== undefined)(`the stream of the nodes${skipped ? ` (skipped: ${skipped})` : ''}`, () => {
  it('is read after an id, in order, and is empty when nothing was added', async () => {
    const { redis, stream } = await openStream()
    const start = await readLastId(redis, stream)
    await addBatch(redis, stream, { nodeId: 'a', count: 1, messages: [message('one')] })
    const middle = await readLastId(redis, stream)
    await addBatch(redis, stream, { nodeId: 'b', count: 7, messages: [] })

    const records = await readRecords(redis, stream, start)
    expect(records.map(parseRecord)).toEqual([
      { nodeId: 'a', count: 1, messages: [message('one')] },
      { nodeId: 'b', count: 7, messages: [] },
    ])
    expect((await readRecords(redis, stream, middle)).map(({ nodeId }) => nodeId)).toEqual(['b'])
    expect(await readRecords(redis, stream, await readLastId(redis, stream))).toEqual([])
  })

  it('has the form in which nodes of the version before wrote and read', async () => {
    const { redis, stream } = await openStream()
    const data = '{"packet":{"data":["news",{"count":3,"messages":[]}]},"opts":{"rooms":[],"except":[],"flags":{}}}'
    const fields = ['uid', 'older', 'nsp', '/nodes', 'type', '3', 'data', data]
    await redis.xadd(stream, '*', ...fields)
    await addBatch(redis, stream, { nodeId: 'older', count: 3, messages: [] })

    const [written, added] = await redis.xrange(stream, '-', '+')
    expect(written?.[1]).toEqual(fields)
    expect(added?.[1]).toEqual(fields)
    expect((await readRecords(redis, stream, '0-0')).map(parseRecord)).toHaveLength(2)
  })

  it('carries messages from node to node past a record that none can read, which is reported', async () => {
    const { redis, stream } = await openStream()
    const [first, second] = [openChannel(stream, 'first'), openChannel(stream, 'second')]
    await Promise.all([first.start(), second.start()])
    first.publish(message('one'))
    await expect.poll(() => second.received).toEqual([message('one')])

    await redis.xadd(`${stream}:socket.io`, '*', 'uid', 'newer', 'nsp', '/nodes', 'type', '3', 'data', '{}')
    first.publish(message('two'))
    await expect.poll(() => second.received).toEqual([message('one'), message('two')])
    expect(second.missed).toHaveBeenCalled()
    expect(first.received).toEqual([])
    await expect.poll(second.isSynced).toBe(true)
  })

  it('has a node in step with the others by the time it has started, so that it counts with them from its first request on', async () => {
    const { stream } = await openStream()
    for (const nodeId of ['first', 'second', 'third']) {
      const node = openChannel(stream, nodeId)
      await node.start()
      expect([node.isSynced(), node.commands.status]).toEqual([true, 'ready'])
    }
  })
})
