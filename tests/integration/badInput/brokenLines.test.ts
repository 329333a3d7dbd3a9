import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createHttpServer, ServerResponse } from 'node:http'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createClamdScanner } from '../../../relay/attachments/clamdScanner.ts'
import { createSharedCounter } from '../../../relay/cluster/redis/createSharedCounter.ts'
import { connectRedis } from '../../../relay/cluster/redis/redisConnection.ts'
import { createConnectionGate } from '../../../relay/engine/wire/limitConnecting.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'
import { makeDataDir, removeDataDir } from '../../support/console/startCore.ts'
import { dropKeys, redisAnswers, redisUrl } from '../../support/servers/testRedis.ts'

async function listens(server: Server, where: number | string): Promise<void> {
  server.listen(where)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
}

/** Errors and refusals that nobody listens for fail the whole run: these tests are about them. */
describe('a line that breaks at a bad moment ends nothing else', () => {
  it('of a client that asks for a WebSocket and resets while its limit is looked up', async () => {
    const asked = Promise.withResolvers<void>()
    const looked = Promise.withResolvers<void>()
    const gate = createConnectionGate(() => {
      asked.resolve()
      return looked.promise
    }, 0)
    const closed = Promise.withResolvers<void>()
    const server = createHttpServer()
    server.on('upgrade', (request, socket) => {
      socket.once('close', () => closed.resolve())
      gate(request, new ServerResponse(request), () => undefined)
    })
    await listens(server, 0)
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
    client.write('GET /socket.io/?EIO=4 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    await asked.promise
    client.resetAndDestroy()
    await closed.promise
    looked.resolve()
  })

  it('of a virus scanner that goes away in the middle of a file', async () => {
    const folder = makeDataDir()
    onTestFinished(() => removeDataDir(folder))
    const socketPath = join(folder, 'clamd.sock')
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.destroy())
    })
    await listens(server, socketPath)
    const scan = createClamdScanner(socketPath, systemClock)
    async function* content() {
      for (let chunk = 0; chunk < 200; chunk++) yield new Uint8Array(64 * 1024)
    }
    await expect(scan(content)).rejects.toMatchObject({ failure: { kind: 'unavailable' } })
  })

  it('of a virus scanner that is not there: the file is not even opened', async () => {
    let opened = 0
    const scan = createClamdScanner('/nowhere/clamd.sock', systemClock)
    async function* content() {
      opened += 1
      yield new Uint8Array(1)
    }
    await expect(scan(content)).rejects.toMatchObject({ failure: { kind: 'unavailable' } })
    expect(opened).toBe(0)
  })

  it('of Redis that falls silent while it counts, and others are counted here and refused', async () => {
    // It greets, and then answers no command that counts.
    const silent = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (bytes) => {
        const greetings = bytes.toString().match(/\r\nclient\r\n/gi) ?? []
        socket.write('+OK\r\n'.repeat(greetings.length))
      })
    })
    await listens(silent, 0)
    const redis = connectRedis(`redis://127.0.0.1:${(silent.address() as AddressInfo).port}`, { blocks: false })
    onTestFinished(() => redis.disconnect())
    await redis.connect()
    let isSynced = true
    const counter = createSharedCounter(
      redis,
      'rounds-test',
      () => isSynced,
    )('presenceAsUser', { points: 1, duration: 60 })
    const first = counter.consume('ada')
    isSynced = false
    const rest = [counter.consume('ada'), counter.consume('ada')]
    const [, , last] = await Promise.allSettled([first, ...rest])
    expect(last?.status).toBe('rejected')
  })

  it('of Redis that goes and comes back, and nobody gets their allowance twice', async (context) => {
    if (!(await redisAnswers())) return context.skip('no Redis on this machine')
    const redis = connectRedis(redisUrl, { blocks: false })
    onTestFinished(() => redis.disconnect())
    await redis.connect()
    const prefix = `rounds-test-${randomUUID()}`
    onTestFinished(() => dropKeys(prefix))
    let isSynced = false
    const count = createSharedCounter(redis, prefix, () => isSynced)
    const counter = count('presenceAsUser', { points: 2, duration: 60 })
    await counter.consume('ada')
    isSynced = true
    await counter.consume('ada')
    await expect(counter.consume('ada')).rejects.toHaveProperty('msBeforeNext')
    isSynced = false
    await expect(counter.consume('ada')).rejects.toHaveProperty('msBeforeNext')
  })
})
