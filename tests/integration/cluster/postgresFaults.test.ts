import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest'
import { type RelayProcess, startRelayProcess } from '../../support/relay/start/startRelayProcess.ts'
import { startTraffic, type Traffic } from '../../support/relay/traffic/startTraffic.ts'
import { createTestDatabase, type TestDatabase } from '../../support/servers/createTestDatabase.ts'
import { type FaultyLink, openFaultyLink } from '../../support/servers/faultyLink.ts'
import { findPostgresPrograms, type StartedPostgres, startPostgres } from '../../support/servers/startPostgres.ts'
import { dropKeys, redisAnswers, redisUrl } from '../../support/servers/testRedis.ts'
import { until } from '../../support/time/until.ts'

const programs = findPostgresPrograms()
const missing =
  programs === undefined
    ? 'no programs of a PostgreSQL server on this machine'
    : (await redisAnswers())
      ? undefined
      : 'no Redis at TEST_REDIS_URL or the default local port'

/** Recognises a statement that stores messages, in whichever way, or ends a transaction of several statements. */
const isWrite = (bytes: string) => /insert into "?entries|commit/i.test(bytes)

describe('three nodes over a PostgreSQL that fails lose and double nothing', () => {
  const keyPrefix = `rounds-test-${randomUUID()}`
  let postgres: StartedPostgres
  let database: TestDatabase
  let link: FaultyLink
  let nodes: RelayProcess[] = []
  let traffic: Traffic | undefined

  beforeAll(async () => {
    if (missing !== undefined || programs === undefined) return
    postgres = await startPostgres(programs)
    database = await createTestDatabase(postgres.url)
    link = await openFaultyLink(postgres.port)
    const throughLink = new URL(database.url)
    throughLink.port = new URL(link.url).port
    const env = { DATABASE_URL: throughLink.href, REDIS_URL: redisUrl, REDIS_KEY_PREFIX: keyPrefix }
    nodes = await Promise.all([1, 2, 3].map(() => startRelayProcess({ env })))
  }, 180_000)
  afterEach(async () => {
    link?.refuseWhere(() => false)
    link?.cutAnswersWhere(() => false)
    await traffic?.close()
    traffic = undefined
  })
  afterAll(async () => {
    if (missing !== undefined) return
    for (const one of nodes) await one.dispose()
    await link.close()
    await postgres.stop()
    await dropKeys(keyPrefix)
  })

  async function openTraffic(): Promise<Traffic> {
    traffic = await startTraffic({ nodes, database })
    await traffic.untilMore(20)
    return traffic
  }
  const behaviour = (title: string, run: () => Promise<void>) =>
    it(title, async (context) => {
      if (missing !== undefined) context.skip(missing)
      await run()
    }, 180_000)

  /** Picks every so manieth piece that writes, until so many were picked. */
  async function pickWrites(
    isPickedBy: (test: (bytes: string) => boolean) => void,
    every: number,
    enough: number,
  ): Promise<void> {
    let seen = 0
    let picked = 0
    isPickedBy((bytes) => {
      if (picked >= enough || !isWrite(bytes)) return false
      seen += 1
      if (seen % every !== 0) return false
      picked += 1
      return true
    })
    await until('many writes were cut off', () => picked >= enough, 90_000)
  }

  for (const [signal, what] of [
    ['SIGKILL', 'is killed'],
    ['SIGQUIT', 'is stopped at once'],
  ] as const)
    behaviour(`when it ${what} while messages are sent, and is started again`, async () => {
      const { untilMore, expectWhole } = await openTraffic()
      for (const _ of [1, 2]) {
        await postgres.end(signal)
        await postgres.start()
        await untilMore(20, 60_000)
      }
      await expectWhole()
    })

  behaviour('when connections break before their writes arrive', async () => {
    const { expectWhole } = await openTraffic()
    await pickWrites(link.refuseWhere, 7, 25)
    await expectWhole()
  })

  behaviour('when connections break after their writes are stored, and before that is confirmed', async () => {
    const { expectWhole } = await openTraffic()
    await pickWrites(link.cutAnswersWhere, 7, 25)
    await expectWhole()
  })

  behaviour('when all connections break again and again', async () => {
    const { untilMore, expectWhole } = await openTraffic()
    for (const _ of [1, 2, 3, 4, 5]) {
      link.cut()
      await untilMore(5)
    }
    await expectWhole()
  })
})
