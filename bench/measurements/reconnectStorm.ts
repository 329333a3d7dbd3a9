import {
  createRelayInstallation,
  putSessions,
  type RelayInstallation,
  withoutLimits,
} from '../fixtures/relayInstallation.ts'
import { comeBack, createReturningSocket, type Return, type ReturningClient } from '../fixtures/returningClient.ts'
import { startObservedProcess, startServerProcess } from '../fixtures/serverProcess.ts'
import { createStormFixture, requireWhole, type StormFixture } from '../fixtures/stormFixture.ts'
import type { Measurement, Sample } from '../runner/comparison.ts'
import { forEachOf } from '../runner/forEachOf.ts'

const atOnce = 50

/**
 * A server is killed while this many clients are connected, is started again where it was, and all of them come back with the
 * back-off of a console. Those of the relay lack messages that were acknowledged while their lines were dead, and messages of unknown
 * outcome that are sent again meanwhile: they are back when they hold all. The relay has the limits that it has by itself, and all clients
 * one address.
 */
export async function prepareReconnectStorm(clients: number): Promise<Measurement> {
  const installation = createRelayInstallation()
  const storm = await createStormFixture(clients, installation)
  const seeding = await startServerProcess('relay/index.ts', { ...installation.env, ...withoutLimits })
  await putSessions(seeding.url, installation, storm.sessions)
  await seeding.stop()
  const size = clients.toLocaleString('en')
  return {
    comparisons: [
      {
        title: `${size} clients come back to a server that was killed: until the last one holds all`,
        unit: 's',
        better: 'less',
        contenders: ['relay, with what was missed', 'reference: bare Socket.IO, only connecting'],
        floor: 8,
        aim: 4,
      },
      {
        title: `The same, largest memory meanwhile against what they took before`,
        unit: 'MiB of RSS',
        better: 'less',
        contenders: ['relay started again, at its peak', 'reference: the relay before, once all were connected'],
        floor: 2,
        aim: 1.5,
      },
    ],
    runRound: async () => {
      const { back, peak, idle } = await relayStorm(installation.copy(), storm)
      return [
        [back, await bareStorm(clients)],
        [peak, idle],
      ]
    },
    close: async () => installation.remove(),
  }
}

async function relayStorm(
  installation: RelayInstallation,
  storm: StormFixture,
): Promise<{ readonly back: Sample; readonly peak: Sample; readonly idle: Sample }> {
  const before = await startObservedProcess('relay/index.ts', installation.env)
  const { url } = before
  const members = storm.createMembers()
  await forEachOf(members, atOnce, (member) => member.connect(url))
  const idle = await before.readMemory('now')
  const collected = await before.readMemory('afterLastResort')

  for (const member of members) member.loseLine()
  const writer = storm.writer(url)
  await writer.writeToAll(storm.sessions)
  const some = Promise.withResolvers<void>()
  const underWay = writer.writeToAll(storm.sessions, (count) => {
    if (count >= storm.sessions.length / 10) some.resolve()
  })
  await some.promise
  await before.kill()
  for (const member of members) member.hangUp()

  const after = await startObservedProcess('relay/index.ts', { ...installation.env, PORT: new URL(url).port })
  const back = await allComeBack(members, url)
  await underWay
  await requireWhole(members, writer.acknowledged)
  const { peakRssBytes } = await after.readMemory('now')
  for (const member of members) member.hangUp()
  await after.stop()
  installation.remove()
  return {
    back,
    peak: { value: mib(peakRssBytes) },
    idle: { value: mib(idle.rssBytes), beside: { 'after collecting': mib(collected.rssBytes) } },
  }
}

async function bareStorm(clients: number): Promise<Sample> {
  const before = await startServerProcess('bench/fixtures/bareBroadcast.ts', {})
  const { url } = before
  const sockets = Array.from({ length: clients }, createReturningSocket)
  await forEachOf(sockets, atOnce, (socket) => socket.connect(url))
  await before.kill()
  for (const socket of sockets) socket.hangUp()
  const after = await startServerProcess('bench/fixtures/bareBroadcast.ts', { PORT: new URL(url).port })
  const back = await allComeBack(sockets, url)
  for (const socket of sockets) socket.hangUp()
  await after.stop()
  return back
}

/** From when the server is there again until the last client is back. */
async function allComeBack(clients: readonly ReturningClient[], url: string): Promise<Sample> {
  const startAt = performance.now()
  const returns = await Promise.all(clients.map((client) => comeBack(client, url)))
  const value = (performance.now() - startAt) / 1000
  const sum = (count: (one: Return) => number) => returns.reduce((total, one) => total + count(one), 0)
  return {
    value,
    beside: { 'attempts in vain': sum(({ failures }) => failures), refused: sum(({ refusals }) => refusals) },
  }
}

const mib = (bytes: number) => bytes / 1024 / 1024
