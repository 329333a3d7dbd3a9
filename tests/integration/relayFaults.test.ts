import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Role } from '../../src/shared/model/role.ts'
import { createTestDatabase, postgresAnswers, type TestDatabase } from '../support/createTestDatabase.ts'
import { connectNative, type NativeClient, newEntryId } from '../support/nativeClient.ts'
import { redisIsInstalled, type StartedRedis, startRedis } from '../support/startRedis.ts'
import { type RelayProcess, startRelayProcess, tokenFor } from '../support/startRelay.ts'
import { until } from '../support/until.ts'

/** What a gap may take to be closed once everything works again. */
const repairedWithinMs = 10_000

const missing = !redisIsInstalled()
  ? 'no redis-server on this machine'
  : (await postgresAnswers())
    ? undefined
    : 'no PostgreSQL at TEST_DATABASE_URL or the default local port'

describe('three nodes whose services fail', () => {
  let database: TestDatabase
  let redis: StartedRedis
  let nodes: RelayProcess[]
  let clients: NativeClient[]

  beforeEach(async (context) => {
    nodes = []
    clients = []
    if (missing !== undefined) return context.skip(missing)
    database = await createTestDatabase()
    redis = await startRedis()
    const env = { DATABASE_URL: database.url, REDIS_URL: redis.url, RATE_LIMIT_FACTOR: '1000' }
    nodes = await Promise.all([1, 2, 3].map(() => startRelayProcess({ env })))
    await node(0).putSession('s1', { pat: 'patient', doc: 'clinician', lsm: 'support' })
  })
  afterEach(async () => {
    for (const client of clients) client.close()
    if (missing !== undefined) return
    for (const one of nodes) await one.dispose()
    await redis.stop()
    await database.drop()
  })

  function node(index: number): RelayProcess {
    const found = nodes[index]
    if (!found) throw new Error('there is no such node')
    return found
  }
  async function connect(index: number, userId: string, role: Role): Promise<NativeClient> {
    const client = await connectNative({ url: node(index).url, token: await tokenFor(userId, role) })
    clients.push(client)
    // What is told of others comes when the connection has been taken in.
    await client.pullAll()
    return client
  }

  /** Sends until it is stopped, each message with the same id until it is acknowledged. */
  function sendOn(client: NativeClient, others: readonly NativeClient[] = []) {
    const acknowledged: string[] = []
    let isOver = false
    let through = client
    async function run(): Promise<void> {
      for (let count = 0; !isOver; count += 1) {
        const id = newEntryId()
        for (;;) {
          const ack = await through.send('s1', `message ${count}`, { id }).catch(() => undefined)
          if (ack?.success) break
          through = [client, ...others].find((one) => one.socket.connected) ?? client
          await pause(20)
        }
        acknowledged.push(id)
        await pause(5)
      }
    }
    const done = run()
    return {
      acknowledged,
      stop: async () => {
        isOver = true
        await done
      },
    }
  }

  const messageIds = (client: NativeClient) =>
    client.entries.filter(({ body }) => body.kind === 'message').map(({ id }) => id)

  /** Every acknowledged message once in the store and once, in order, at those who were connected all the time. */
  async function expectWhole(acknowledged: readonly string[], witnesses: readonly NativeClient[]): Promise<void> {
    expect(acknowledged.length).toBeGreaterThan(20)
    const { rows } = await database.query(
      `select id, seq from entries where session_id = 's1' and body_json like '%"message"%' order by seq`,
    )
    const stored = rows.map((row) => String(row.id))
    expect(stored).toEqual(acknowledged)
    const { rows: seqs } = await database.query(`select seq from entries where session_id = 's1' order by seq`)
    expect(seqs.map((row) => row.seq)).toEqual(seqs.map((_, index) => index + 1))
    for (const witness of witnesses) {
      await until('the gaps are repaired', () => messageIds(witness).length >= acknowledged.length, repairedWithinMs)
      expect(messageIds(witness)).toEqual(acknowledged)
    }
  }

  it('lose and double nothing when a node is killed', async () => {
    const pat = await connect(0, 'pat', 'patient')
    const spare = await connect(1, 'pat', 'patient')
    const doc = await connect(1, 'doc', 'clinician')
    const lsm = await connect(2, 'lsm', 'support')
    const sending = sendOn(pat, [spare])
    await until('some are sent', () => sending.acknowledged.length > 50)
    await node(0).kill('SIGKILL')
    const before = sending.acknowledged.length
    await until('more are sent', () => sending.acknowledged.length > before + 50)
    await sending.stop()
    await expectWhole(sending.acknowledged, [doc, lsm])
  })

  it('lose and double nothing when Redis is restarted without what it had, and go on meanwhile', async () => {
    const pat = await connect(0, 'pat', 'patient')
    const near = await connect(0, 'doc', 'clinician')
    const far = await connect(1, 'doc', 'clinician')
    const sending = sendOn(pat)
    await until('some are sent', () => sending.acknowledged.length > 50)
    await redis.restart(async () => {
      const before = messageIds(near).length
      await until('those on the same node hear on', () => messageIds(near).length > before + 100)
    })
    await sending.stop()
    await expectWhole(sending.acknowledged, [near, far])
  })

  it('lose and double nothing when Redis does not answer for a while', async () => {
    const pat = await connect(0, 'pat', 'patient')
    const near = await connect(0, 'doc', 'clinician')
    const far = await connect(1, 'doc', 'clinician')
    const sending = sendOn(pat)
    await until('some are sent', () => sending.acknowledged.length > 50)
    redis.pause()
    // Longer than all of the node's own patience with Redis.
    const endAt = Date.now() + 20_000
    const before = messageIds(near).length
    await until('the pause is over', () => Date.now() > endAt, 30_000)
    expect(messageIds(near).length).toBeGreaterThan(before + 100)
    await sending.stop()
    redis.resume()
    await expectWhole(sending.acknowledged, [near, far])
  })

  it('lose and double nothing when PostgreSQL ends their connections in the middle of commits', async () => {
    const pat = await connect(0, 'pat', 'patient')
    const doc = await connect(1, 'doc', 'clinician')
    const lsm = await connect(2, 'lsm', 'support')
    // Commits take a moment, so that they can be cut off.
    await database.query(`
      create function slow_commit() returns trigger language plpgsql as $$ begin perform pg_sleep(0.01); return null; end $$;
      create constraint trigger slow_commit after insert on entries deferrable initially deferred
        for each row execute function slow_commit()`)
    const sending = sendOn(pat)
    let cut = 0
    await until(
      'many commits were cut off',
      async () => {
        const { rowCount } = await database.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and wait_event = 'PgSleep'`,
        )
        cut += rowCount ?? 0
        return cut >= 20
      },
      30_000,
    )
    const before = sending.acknowledged.length
    await until('more are sent', () => sending.acknowledged.length > before + 20)
    await sending.stop()
    await expectWhole(sending.acknowledged, [doc, lsm])
  })
})
