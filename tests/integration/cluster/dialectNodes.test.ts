import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nodeLimits } from '../../../relay/cluster/nodeLimits.ts'
import {
  asPayloads,
  connectDialect,
  type DialectClient,
  type Payload,
  tokenWith,
} from '../../support/dialects/dialectClient.ts'
import { connectNative, type NativeClient } from '../../support/relay/nativeClient.ts'
import { type RelayProcess, startRelayProcess } from '../../support/relay/start/startRelayProcess.ts'
import { tokenFor } from '../../support/relay/start/testTokens.ts'
import { createTestDatabase, postgresAnswers, type TestDatabase } from '../../support/servers/createTestDatabase.ts'
import { dropKeys, redisAnswers, redisUrl } from '../../support/servers/testRedis.ts'
import { until } from '../../support/time/until.ts'

const missing = !(await postgresAnswers())
  ? 'no PostgreSQL at TEST_DATABASE_URL or the default local port'
  : (await redisAnswers())
    ? undefined
    : 'no Redis at TEST_REDIS_URL or the default local port'

/** Time after which a node that is gone is certainly taken to have ended. */
const missedWithinMs = 4 * nodeLimits.nodeExpiresMs

const visitId = 'visit-1'
const room = `visit:${visitId}`

describe('rooms of the dialects over nodes that come and go', () => {
  let database: TestDatabase
  let keyPrefix: string
  let nodes: RelayProcess[]
  let clients: { close: () => void }[]

  beforeEach(async (context) => {
    nodes = []
    clients = []
    keyPrefix = `rounds-test-${randomUUID()}`
    if (missing !== undefined) return context.skip(missing)
    database = await createTestDatabase()
  })
  afterEach(async () => {
    if (missing !== undefined) return
    for (const client of clients) client.close()
    for (const one of nodes) await one.dispose()
    await database.drop()
    await dropKeys(keyPrefix)
  })

  async function startNode(): Promise<RelayProcess> {
    const env = { DATABASE_URL: database.url, REDIS_URL: redisUrl, REDIS_KEY_PREFIX: keyPrefix }
    const node = await startRelayProcess({ env })
    nodes.push(node)
    return node
  }
  async function connect(node: RelayProcess, userId: string, role: string, chatId?: string): Promise<DialectClient> {
    const auth = { token: await tokenWith({ userId, role }), ...(chatId === undefined ? {} : { chatId }) }
    const client = await connectDialect({ url: node.url, auth })
    clients.push(client)
    await client.waitFor('connected')
    return client
  }
  async function inRoom(node: RelayProcess, userId: string, role: string): Promise<DialectClient> {
    const client = await connect(node, userId, role)
    expect(await client.ask('room:join', { roomId: room })).toMatchObject({ success: true })
    return client
  }
  async function inSession(node: RelayProcess, userId: string, role: string): Promise<DialectClient> {
    const client = await connect(node, userId, role)
    expect(await client.ask('join-session', visitId)).toMatchObject({ success: true })
    return client
  }
  const idsOf = ({ participants }: Payload) =>
    asPayloads(participants)
      .map(({ userId }) => userId)
      .sort()
  async function untilSeen(by: DialectClient, userIds: readonly string[]): Promise<void> {
    await until(
      `${userIds.join()} are in the room`,
      async () => idsOf(await by.ask('room:participants', { roomId: room })).join() === userIds.join(),
    )
  }

  it('are known to a node that starts later', async () => {
    const first = await startNode()
    await first.putSession(visitId, { pat: 'patient', prov: 'clinician', nurse: 'clinician' })
    const pat = await inRoom(first, 'pat', 'patient')
    const nurse = await connect(first, 'nurse', 'clinician', visitId)
    await pat.waitFor('room:userJoined', ({ userId }) => userId === 'nurse')

    const later = await startNode()
    const prov = await inRoom(later, 'prov', 'provider')
    await untilSeen(prov, ['pat', 'prov'])
    await untilSeen(pat, ['pat', 'prov'])

    // Already there by the other node: nobody comes, and nobody goes while one of the two connections is left.
    const patLater = await inRoom(later, 'pat', 'patient')
    await patLater.ask('room:leave', { roomId: room })
    await prov.settled()
    expect(prov.of('room:userJoined')).toEqual([])
    expect(prov.of('room:userLeft')).toEqual([])

    pat.close()
    expect(await prov.waitFor('room:userLeft')).toMatchObject({ roomId: room, userId: 'pat' })
    nurse.close()
    expect(await prov.waitFor('room:userLeft', ({ userId }) => userId === 'nurse')).toMatchObject({ roomId: room })
    await untilSeen(prov, ['prov'])
  })

  it('are left, for those on other nodes, by who was on a node that is gone, once it has not come back', async () => {
    const [first, second] = await Promise.all([startNode(), startNode()])
    await first.putSession(visitId, { pat: 'patient', prov: 'clinician', doc: 'clinician', nurse: 'clinician' })
    const prov = await inRoom(second, 'prov', 'provider')
    const doc = await inSession(second, 'doc', 'doctor')
    const pat = await inRoom(first, 'pat', 'patient')
    const nurse = await inSession(first, 'nurse', 'clinician')
    await untilSeen(prov, ['pat', 'prov'])
    await doc.waitFor('user-joined', ({ userId }) => userId === 'nurse')
    await first.kill('SIGKILL')
    // The nurse's client comes back by the other node before anyone has missed the first.
    await inSession(second, 'nurse', 'clinician')

    await until('the node is missed', () => prov.of('room:userLeft').length > 0, missedWithinMs)
    expect(prov.of('room:userLeft')).toMatchObject([{ roomId: room, userId: 'pat' }])
    expect(await doc.waitFor('user-left')).toMatchObject({ sessionId: visitId, userId: 'pat' })
    await untilSeen(prov, ['prov'])
    for (const client of [prov, doc]) {
      await client.settled()
      const gone = client.received.filter(({ event }) => event === 'user-left' || event === 'room:userLeft')
      expect(gone.map(({ payload }) => payload.userId)).toEqual(['pat'])
    }
    expect([pat, nurse].map(({ socket }) => socket.connected)).toEqual([false, false])
  })

  it('have support that joins a dispute among their participants, on every node', async () => {
    const first = await startNode()
    await first.putSession(visitId, { pat: 'patient', prov: 'clinician' })
    const prov = await inRoom(first, 'prov', 'provider')
    const native: NativeClient = await connectNative({ url: first.url, token: await tokenFor('pat', 'patient') })
    clients.push(native)
    await native.ask('session:dispute', { id: randomUUID(), sessionId: visitId, reason: 'not as agreed' })
    const second = await startNode()
    const lsm = await inRoom(second, 'lsm', 'lsm')
    expect(await prov.waitFor('room:userJoined')).toMatchObject({ roomId: room, userId: 'lsm' })
    await untilSeen(prov, ['lsm', 'prov'])
    await untilSeen(lsm, ['lsm', 'prov'])
    const third = await startNode()
    await untilSeen(await inRoom(third, 'pat', 'patient'), ['lsm', 'pat', 'prov'])
    expect(prov.of('room:userJoined').filter(({ userId }) => userId === 'lsm')).toHaveLength(1)
  })
})
