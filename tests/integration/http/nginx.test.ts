import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import { request } from 'node:https'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { uploadStateSchema } from '../../../src/shared/protocol/rest.ts'
import { connectNative, type NativeClient, newEntryId } from '../../support/relay/nativeClient.ts'
import { type RelayProcess, startRelayProcess } from '../../support/relay/start/startRelayProcess.ts'
import { tokenFor } from '../../support/relay/start/testTokens.ts'
import { sha256Of } from '../../support/relay/uploadFile.ts'
import { createTestDatabase, postgresAnswers } from '../../support/servers/createTestDatabase.ts'
import { nginxIsInstalled, type StartedNginx, startNginx } from '../../support/servers/startNginx.ts'
import { dropKeys, redisAnswers, redisUrl } from '../../support/servers/testRedis.ts'
import { until } from '../../support/time/until.ts'

const missing = await (async () => {
  if (!nginxIsInstalled()) return 'no nginx on this machine'
  if (!(await postgresAnswers())) return 'no PostgreSQL at TEST_DATABASE_URL or the default local port'
  return (await redisAnswers()) ? undefined : 'no Redis at TEST_REDIS_URL or the default local port'
})()
const reason = missing === undefined ? '' : ` (skipped: ${missing})`

describe.skipIf(missing !== undefined)(`three nodes behind nginx as it is shipped${reason}`, () => {
  const cleanUps: (() => unknown)[] = []
  let nginx: StartedNginx
  let nodes: RelayProcess[]

  beforeAll(async () => {
    const database = await createTestDatabase()
    cleanUps.push(database.drop)
    const keyPrefix = `rounds-nginx-${randomUUID()}`
    cleanUps.push(() => dropKeys(keyPrefix))
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl,
      REDIS_KEY_PREFIX: keyPrefix,
      TRUST_PROXY: '1',
    }
    const first = await startRelayProcess({ env })
    cleanUps.push(first.dispose)
    nodes = [first]
    for (const _ of [2, 3]) {
      const node = await startRelayProcess({ env, dataDir: first.dataDir })
      cleanUps.push(node.dispose)
      nodes.push(node)
    }
    nginx = await startNginx(nodes.map(({ port }) => port))
    cleanUps.push(nginx.stop)
    await first.putSession('s1', { pat: 'patient', doc: 'clinician' })
  }, 120_000)
  afterAll(async () => {
    for (const cleanUp of cleanUps.reverse()) await cleanUp()
  })

  async function connect(
    userId: 'pat' | 'doc',
    transports: readonly ('websocket' | 'polling')[],
    reconnects = false,
  ): Promise<NativeClient> {
    const token = () => tokenFor(userId, userId === 'pat' ? 'patient' : 'clinician')
    const { url, certificate } = nginx
    const client = await connectNative({ url, certificate, token, transports, reconnects })
    onTestFinished(client.close)
    return client
  }
  const texts = ({ entries }: NativeClient) =>
    entries.flatMap(({ body }) => (body.kind === 'message' && body.text !== '' ? [body.text] : []))

  async function ask(method: string, path: string, body?: Buffer, headers: IncomingHttpHeaders = {}) {
    const authorization = `Bearer ${await tokenFor('pat', 'patient')}`
    const asked = request(new URL(path, nginx.url), {
      method,
      ca: nginx.certificate,
      headers: { authorization, ...headers },
    })
    asked.end(body)
    const [response] = await once(asked, 'response')
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk)
    return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }
  }

  it('carry WebSockets to all of them, and each polling client to one, and what one says reaches all', async () => {
    const sockets: NativeClient[] = []
    for (let count = 0; count < 6; count++) sockets.push(await connect('doc', ['websocket']))
    const poller = await connect('pat', ['polling'])
    const upgraded = await connect('pat', ['polling', 'websocket'])
    await upgraded.until('upgraded', () => upgraded.socket.io.engine.transport.name === 'websocket')
    expect(poller.socket.io.engine.transport.name).toBe('polling')
    const everyone = [...sockets, poller, upgraded]
    const said = everyone.map((_, index) => `message ${index}`)
    for (const [index, client] of everyone.entries())
      expect(await client.send('s1', said[index] ?? '')).toMatchObject({ success: true })
    for (const client of everyone) await client.until('all of it', () => texts(client).length === said.length)
    for (const client of everyone) expect(texts(client)).toEqual(said)
    for (const { url } of nodes) {
      const figures = await (await fetch(`${url}/metrics`)).text()
      const [, connections = '0'] = /^rounds_connections (\d+)$/m.exec(figures) ?? []
      expect(Number(connections), url).toBeGreaterThan(0)
    }
  })

  it('let a node be taken away: its clients come back by the others, and lose nothing', async () => {
    const clients = [
      await connect('doc', ['websocket'], true),
      await connect('doc', ['websocket'], true),
      await connect('doc', ['websocket'], true),
      await connect('pat', ['polling', 'websocket'], true),
    ]
    const [client] = clients
    const [, second] = nodes
    if (!client || !second) throw new Error('there is nobody to take away from')
    const stopped = second.kill()
    const ids = Array.from({ length: 20 }, newEntryId)
    for (const [index, id] of ids.entries())
      await until(`message ${index} is stored`, async () => {
        const message = { id, sessionId: 's1', thread: 'care', text: `while a node goes ${index}` }
        const answer = await client.request('message:send', message, 1_000).catch(() => undefined)
        return answer?.success === true
      })
    expect(await stopped).toBe(0)
    for (const one of clients) {
      await one.until('back', () => one.socket.connected)
      const { entries } = await one.pullAll()
      expect(entries.filter(({ id }) => ids.includes(id)).map(({ id }) => id)).toEqual(ids)
    }
    await second.restart()
  })

  it('take large files whole, keep figures inside, and log no address', async () => {
    const content = Buffer.alloc(20 * 1024 * 1024, 'words and spaces ')
    const post = { name: 'words.txt', bytes: content.length, sha256: sha256Of(content) }
    const json = { 'content-type': 'application/json' }
    const begun = await ask('POST', '/api/sessions/s1/attachments', Buffer.from(JSON.stringify(post)), json)
    const { id } = uploadStateSchema.parse(JSON.parse(begun.body.toString()))
    const part = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }
    expect((await ask('PATCH', `/api/attachments/${id}`, content, part)).status).toBe(200)
    const message = { text: '', type: 'document', attachments: [id] }
    expect((await ask('POST', '/api/sessions/s1/messages', Buffer.from(JSON.stringify(message)), json)).status).toBe(
      200,
    )
    expect((await ask('GET', `/api/attachments/${id}`)).body.equals(content)).toBe(true)
    const range = await ask('GET', `/api/attachments/${id}`, undefined, { range: 'bytes=10-19' })
    expect([range.status, range.body.equals(content.subarray(10, 20))]).toEqual([206, true])
    expect((await ask('GET', '/metrics')).status).toBe(404)
    expect((await ask('GET', '/ready')).status).toBe(200)
    const log = await nginx.accessLog()
    expect(log).toContain('"PATCH" 200')
    for (const secret of [id, '/api', 's1/', 'Bearer']) expect(log).not.toContain(secret)
  })

  it('log no id of a polling connection, also where its node is gone', async () => {
    const poll = (sid = '') => ask('GET', `/socket.io/?EIO=4&transport=polling${sid}`)
    const [, sid = ''] = /"sid":"([^"]+)"/.exec((await poll()).body.toString()) ?? []
    expect(sid).not.toBe('')
    await Promise.all(nodes.map((node) => node.kill()))
    expect((await poll(`&sid=${sid}`)).status).toBe(502)
    await Promise.all(nodes.map((node) => node.restart()))
    expect(await nginx.accessLog()).toContain('"GET" 502')
    for (const log of [await nginx.accessLog(), await nginx.errorLog()])
      for (const secret of [sid, 'socket.io']) expect(log).not.toContain(secret)
  })
})
