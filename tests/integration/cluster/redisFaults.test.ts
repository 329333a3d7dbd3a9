import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type RelayProcess, startRelayProcess } from '../../support/relay/start/startRelayProcess.ts'
import { startTraffic, type Traffic } from '../../support/relay/traffic/startTraffic.ts'
import { createTestDatabase, postgresAnswers, type TestDatabase } from '../../support/servers/createTestDatabase.ts'
import { redisIsInstalled, type StartedRedis, startRedis } from '../../support/servers/startRedis.ts'
import { until } from '../../support/time/until.ts'

const missing = !redisIsInstalled()
  ? 'no redis-server on this machine'
  : (await postgresAnswers())
    ? undefined
    : 'no PostgreSQL at TEST_DATABASE_URL or the default local port'

const redisPauseMs = 60_000

describe('three nodes lose and double nothing', () => {
  let database: TestDatabase
  let redis: StartedRedis
  let nodes: RelayProcess[] = []
  let traffic: Traffic | undefined

  const startNode = () =>
    startRelayProcess({ env: { DATABASE_URL: database.url, REDIS_URL: redis.url, RATE_LIMIT_FACTOR: '1000' } })
  beforeAll(async () => {
    if (missing !== undefined) return
    database = await createTestDatabase()
    redis = await startRedis()
    nodes = await Promise.all([1, 2, 3].map(startNode))
  }, 120_000)
  afterEach(async () => {
    await traffic?.close()
    traffic = undefined
  })
  afterAll(async () => {
    if (missing !== undefined) return
    for (const one of nodes) await one.dispose()
    await redis.stop()
    await database.drop()
  })

  async function openTraffic(restMs?: number): Promise<Traffic> {
    traffic = await startTraffic({ nodes, database, ...(restMs === undefined ? {} : { restMs }) })
    await traffic.untilMore(20)
    return traffic
  }
  function node(index: number): RelayProcess {
    const found = nodes[index]
    if (!found) throw new Error('there is no such node')
    return found
  }
  const behaviour = (title: string, run: () => Promise<void>, limitMs = 120_000) =>
    it(
      title,
      async (context) => {
        if (missing !== undefined) context.skip(missing)
        await run()
      },
      limitMs,
    )

  behaviour('when one of them is killed, and when it comes back', async () => {
    const { untilMore, expectWhole } = await openTraffic()
    await node(0).kill('SIGKILL')
    await untilMore(20)
    await node(0).restart()
    await untilMore(20)
    await expectWhole({ withoutNode: 0 })
  })

  behaviour('when another one joins them while messages are sent, and leaves again', async () => {
    const { untilMore, expectWhole } = await openTraffic()
    const fourth = await startNode()
    try {
      const later = await startTraffic({ nodes: [fourth, node(1), node(2)], database })
      await untilMore(20)
      await later.untilMore(20)
      await later.expectWhole()
      await later.close()
    } finally {
      await fourth.kill('SIGTERM')
      await fourth.dispose()
    }
    await untilMore(20)
    await expectWhole()
  })

  behaviour('when Redis is restarted without what it had, and go on meanwhile', async () => {
    const { untilMore, receivedOn, expectWhole } = await openTraffic()
    await redis.restart(async () => {
      const before = [0, 1, 2].map(receivedOn)
      await untilMore(20)
      for (const index of [0, 1, 2])
        await until(`those on node ${index} go on receiving`, () => receivedOn(index) > (before[index] ?? 0) + 20)
    })
    await expectWhole()
  })

  behaviour('when Redis forgets everything', async () => {
    const { untilMore, expectWhole } = await openTraffic()
    for (const _ of [1, 2, 3]) {
      await redis.forgetAll()
      await untilMore(10)
    }
    await expectWhole()
  })

  behaviour(
    'when Redis does not respond for a minute, and go on meanwhile',
    async () => {
      // Slow enough for no gap to be longer than what a node fills by itself for those who cannot ask.
      const { receivedOn, expectWhole } = await openTraffic(150)
      redis.pause()
      const before = [0, 1, 2].map(receivedOn)
      const endAtMs = Date.now() + redisPauseMs
      await until('the pause is over', () => Date.now() > endAtMs, 2 * redisPauseMs)
      for (const index of [0, 1, 2]) expect(receivedOn(index)).toBeGreaterThan((before[index] ?? 0) + 50)
      redis.resume()
      await expectWhole()
    },
    240_000,
  )

  behaviour('when PostgreSQL ends their connections in the middle of commits', async () => {
    // Commits take a moment, so that they can be cut off.
    await database.query(`
      create function slow_commit() returns trigger language plpgsql as $$ begin perform pg_sleep(0.01); return null; end $$;
      create constraint trigger slow_commit after insert on entries deferrable initially deferred
        for each row execute function slow_commit()`)
    try {
      const { expectWhole } = await openTraffic()
      let cut = 0
      const cutSome = async () => {
        const { rowCount } = await database.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and wait_event = 'PgSleep'`,
        )
        cut += rowCount ?? 0
        return cut >= 20
      }
      await until('many commits were cut off', cutSome, 60_000)
      await expectWhole()
    } finally {
      await database.query('drop function slow_commit cascade')
    }
  })
})
