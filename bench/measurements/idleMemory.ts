import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import { sessionIdSchema } from '../../src/shared/model/ids.ts'
import { nativeNamespace } from '../../src/shared/protocol/handshake.ts'
import { protocolVersion } from '../../src/shared/protocol/version.ts'
import {
  createRelayInstallation,
  putSessions,
  type RelayInstallation,
  type SessionOf,
  withoutLimits,
} from '../fixtures/relayInstallation.ts'
import { type ObservedProcess, startObservedProcess, startServerProcess } from '../fixtures/serverProcess.ts'
import { openWireClient } from '../fixtures/wireClient.ts'
import type { Measurement, Sample } from '../runner/comparison.ts'
import { forEachOf } from '../runner/forEachOf.ts'

const roomsOfEach = 20
const roomSize = 10
/** So many connect at the same time. */
const atOnce = 50

/**
 * Measures the server's memory for one more idle connection: RSS after collecting garbage, with this many connected less with
 * none, for each. Every connection of the relay is of another user, who takes part in 20 sessions of 10 and has caught up. A
 * tenth of them have come and gone before the first look, so that what a server needs once is not counted for any.
 */
export async function prepareIdleMemory(connections: number): Promise<Measurement> {
  const installation = createRelayInstallation()
  const userIds = Array.from({ length: connections }, (_, index) => `user-${index}`)
  await seed(installation, sessionsOf(userIds))
  const tokens = new Map<string, string>()
  for (const userId of userIds)
    tokens.set(userId, await installation.mintToken({ userId, name: userId, role: roleOf(userId) }))
  const contenders = [
    {
      name: `relay, authenticated, each in ${roomsOfEach} sessions of ${roomSize}`,
      start: () => startObservedProcess('relay/index.ts', { ...installation.env, ...withoutLimits }),
      open: async (url: string, userId: string) => {
        const auth = {
          token: tokens.get(userId),
          protocol: protocolVersion,
          device: { id: randomUUID(), name: 'bench' },
        }
        const client = await openWireClient({ url, namespace: nativeNamespace, auth })
        await client.request('sync:pull', { scope: 'all', cursors: [] })
        return client.end
      },
    },
    {
      name: 'bare Socket.IO',
      start: () => startObservedProcess('bench/fixtures/bareBroadcast.ts', {}),
      open: async (url: string) => (await openWireClient({ url, namespace: '/', auth: {} })).end,
    },
    {
      name: 'reference: bare ws',
      start: () => startObservedProcess('bench/fixtures/bareWebSockets.ts', {}),
      open: openBareSocket,
    },
  ]
  return {
    comparisons: [
      {
        title: `Memory of an idle connection, ${connections.toLocaleString('en')} of them`,
        unit: 'KiB of RSS',
        better: 'less',
        contenders: contenders.map(({ name }) => name),
        floor: 4,
        aim: 3,
      },
    ],
    runRound: async () => {
      const samples: Sample[] = []
      for (const { start, open } of contenders) {
        const server = await start()
        samples.push(await memoryOfEach(server, userIds, open))
        await server.stop()
      }
      return [samples]
    },
    close: async () => installation.remove(),
  }
}

async function memoryOfEach(
  server: ObservedProcess,
  userIds: readonly string[],
  open: (url: string, userId: string) => Promise<() => void>,
): Promise<Sample> {
  const connectAll = async (of: readonly string[]) => {
    const ends: (() => void)[] = []
    await forEachOf(of, atOnce, async (userId) => {
      ends.push(await open(server.url, userId))
    })
    return () => {
      for (const end of ends) end()
    }
  }
  const endFirst = await connectAll(userIds.slice(0, userIds.length / 10))
  endFirst()
  const readBoth = async () => ({
    collected: await server.readMemory('afterCollecting'),
    lastResort: await server.readMemory('afterLastResort'),
  })
  const without = await readBoth()
  const endAll = await connectAll(userIds)
  const withAll = await readBoth()
  endAll()
  const kibOfEach = (bytes: number) => bytes / userIds.length / 1024
  return {
    value: kibOfEach(withAll.lastResort.rssBytes - without.lastResort.rssBytes),
    beside: {
      'KiB of RSS after an ordinary collection': kibOfEach(withAll.collected.rssBytes - without.collected.rssBytes),
      'KiB of heap': kibOfEach(withAll.lastResort.heapBytes - without.lastResort.heapBytes),
    },
  }
}

/** Sessions of ten neighbours each, among whom every user is in twenty: two sessions begin at each user. */
function sessionsOf(userIds: readonly string[]): SessionOf[] {
  const sessionsFromEach = roomsOfEach / roomSize
  return userIds.flatMap((_, first) =>
    Array.from({ length: sessionsFromEach }, (_, which) => ({
      id: sessionIdSchema.parse(`room-${first}-${which}`),
      participants: Array.from({ length: roomSize }, (_, next) => {
        const userId = userIds[(first + next) % userIds.length] ?? ''
        return { userId, role: roleOf(userId) }
      }),
    })),
  )
}

const roleOf = (userId: string) => (userId.endsWith('0') ? 'clinician' : 'patient')

async function seed(installation: RelayInstallation, sessions: readonly SessionOf[]): Promise<void> {
  const relay = await startServerProcess('relay/index.ts', { ...installation.env, ...withoutLimits })
  await putSessions(relay.url, installation, sessions)
  await relay.stop()
}

function openBareSocket(url: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace('http', 'ws'), { perMessageDeflate: false })
    socket.once('error', reject)
    socket.once('open', () => resolve(() => socket.terminate()))
  })
}
