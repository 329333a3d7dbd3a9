import { io, type Socket } from 'socket.io-client'
import { v4 } from 'uuid'
import { expect, onTestFinished, test } from 'vitest'
import { protocolVersion } from '../../../src/shared/protocol/version.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { until } from '../../support/time/until.ts'

/** Clients of every protocol as their documents show them: they rely on what Socket.IO does by itself. */
const clients = [
  {
    name: 'the native protocol',
    namespace: '/rounds',
    auth: { protocol: protocolVersion, device: { id: v4(), name: 'd' } },
  },
  { name: 'the default namespace', namespace: '/', auth: {} },
  { name: 'a single chat', namespace: '/', auth: { chatId: 's1' } },
  { name: 'the chats', namespace: '/chat', auth: {} },
] as const

for (const transports of [['websocket'], ['polling']])
  test(`clients over ${transports} come back by themselves when the relay stops and starts again`, async () => {
    const relay = await startRelay()
    onTestFinished(() => relay.stop())
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    const token = await relay.tokenFor('pat', 'patient')
    const reasons = new Map<string, string>()
    const sockets: Socket[] = []
    const times = new Map<string, number>()
    for (const { name, namespace, auth } of clients) {
      const options = { auth: { ...auth, token }, transports, forceNew: true, reconnectionDelay: 50 }
      const socket = io(`${relay.url}${namespace}`, options)
      onTestFinished(() => void socket.close())
      sockets.push(socket)
      socket.on('connect', () => void times.set(name, (times.get(name) ?? 0) + 1))
      socket.on('disconnect', (reason) => void reasons.set(name, reason))
    }
    const areThere = (connected: number) => () =>
      sockets.every((socket) => socket.connected) && clients.every(({ name }) => times.get(name) === connected)
    await until('all are there', areThere(1))
    await relay.restart()
    await until('all are back', areThere(2), 20_000)
    for (const { name } of clients) expect(reasons.get(name), name).toBe('transport close')
  })

test('clients whose sessions could not be read when they came are let go, and come back by themselves', async () => {
  let failures = 0
  const relay = await startRelay({
    wrapStore: (store) => ({
      ...store,
      sessions: {
        ...store.sessions,
        list: async (of) => {
          if (failures > 0 && typeof of === 'object') {
            failures -= 1
            throw new Error('no connection to the database')
          }
          return await store.sessions.list(of)
        },
      },
    }),
  })
  onTestFinished(() => relay.stop())
  const token = await relay.tokenFor('pat', 'patient')
  await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
  for (const { name, namespace, auth } of clients) {
    failures = 1
    const options = { auth: { ...auth, token }, transports: ['websocket'], forceNew: true, reconnectionDelay: 50 }
    const socket = io(`${relay.url}${namespace}`, options)
    let connected = 0
    socket.on('connect', () => {
      connected += 1
    })
    await until(`${name} is back`, () => connected === 2 && socket.connected)
    expect(failures).toBe(0)
    socket.close()
    await until('everyone has gone', async () => {
      const figures = await (await fetch(`${relay.url}/metrics`)).text()
      return figures.includes('rounds_connections 0\n')
    })
  }
})
