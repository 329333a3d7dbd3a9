import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { createWebSocketEngine } from '../../../../relay/engine/wire/createWebSocketEngine.ts'

/** Messages that the relay has taken, by the path that their sender came by, with turns of the event loop that the test owns. */
async function openEngine() {
  const turns: (() => void)[] = []
  const Engine = createWebSocketEngine((task) => void turns.push(task))
  const engine = Engine({ noServer: true })
  const taken = new Map<string, string[]>()
  const server = createServer()
  server.on('upgrade', (request, socket, head) =>
    engine.handleUpgrade(request, socket, head, (websocket) => {
      const own: string[] = []
      taken.set(request.url ?? '', own)
      websocket.on('message', (data) => own.push(String(data).slice(0, 20).trim()))
    }),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const clients: WebSocket[] = []
  onTestFinished(() => {
    for (const client of clients) client.terminate()
    server.close()
  })
  return {
    taken: (path: string) => taken.get(path) ?? [],
    takeTurn: () => {
      for (const turn of turns.splice(0)) turn()
    },
    connect: async (path: string) => {
      const client = new WebSocket(`ws://127.0.0.1:${port}${path}`)
      clients.push(client)
      await once(client, 'open')
      return client
    },
  }
}

const count = 400

test('who sends without end is read a little in each turn, others are heard meanwhile, and nothing is lost', async () => {
  const { taken, takeTurn, connect } = await openEngine()
  const [greedy, modest] = [await connect('/greedy'), await connect('/modest')]
  for (let index = 0; index < count; index += 1) greedy.send(`${index}`.padEnd(8 * 1024))
  await expect.poll(() => taken('/greedy').length).toBeGreaterThan(0)
  modest.send('from somebody else')
  await expect.poll(() => taken('/modest')).toEqual(['from somebody else'])
  // What one read of the line has brought is worked off, 64 KiB; no other read follows in this turn.
  expect(taken('/greedy').length).toBeLessThan(20)
  await vi.waitFor(
    () => {
      takeTurn()
      expect(taken('/greedy')).toHaveLength(count)
    },
    { timeout: 20_000, interval: 1 },
  )
  expect(taken('/greedy')).toEqual(Array.from({ length: count }, (_, index) => `${index}`))
})

test('a connection that ended while it was paused is let go', async () => {
  const { taken, takeTurn, connect } = await openEngine()
  const client = await connect('/short')
  for (let index = 0; index < 20; index += 1) client.send(`${index}`.padEnd(8 * 1024))
  await expect.poll(() => taken('/short').length).toBeGreaterThan(0)
  client.terminate()
  takeTurn()
  const other = await connect('/other')
  other.send('heard')
  await expect.poll(() => taken('/other')).toEqual(['heard'])
})

test('who sends pings without end is ended, and who sends some is answered', async () => {
  const { connect } = await openEngine()
  const [usual, flooding] = [await connect('/usual'), await connect('/flooding')]
  const pongs: string[] = []
  usual.on('pong', (data) => pongs.push(String(data)))
  for (let index = 0; index < 3; index += 1) usual.ping(`${index}`)
  await expect.poll(() => pongs).toEqual(['0', '1', '2'])
  const ended = once(flooding, 'close')
  flooding.on('error', () => undefined)
  for (let index = 0; index < 20_000 && flooding.readyState === WebSocket.OPEN; index += 1) flooding.ping()
  await ended
  expect(usual.readyState).toBe(WebSocket.OPEN)
})
