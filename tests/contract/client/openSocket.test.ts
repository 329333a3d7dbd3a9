import { v4 } from 'uuid'
import { expect, onTestFinished, test } from 'vitest'
import { clientTimings } from '../../../src/client/clientTimings.ts'
import { openSocket, type SocketOptions } from '../../../src/client/openSocket.ts'
import { requireAnswer } from '../../../src/client/reply.ts'
import { deviceIdSchema } from '../../../src/shared/model/ids.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'
import { handshakeRefusals } from '../../../src/shared/protocol/handshake.ts'
import { protocolVersion } from '../../../src/shared/protocol/version.ts'
import { createClientListener } from '../../support/relay/clientListener.ts'
import { connectNative, newEntryId } from '../../support/relay/nativeClient.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { openFaultyLink } from '../../support/servers/faultyLink.ts'
import { until } from '../../support/time/until.ts'

/** A relay with one session, a way to it that can be broken, and somebody else in the session, who shares no code with the client. */
async function openScene() {
  const relay = await startRelay()
  onTestFinished(relay.stop)
  await relay.putSession('session', { clinician: 'clinician', patient: 'patient' })
  const link = await openFaultyLink(relay.port)
  onTestFinished(link.close)
  const other = await connectNative({ url: relay.url, token: await relay.tokenFor('patient', 'patient') })
  onTestFinished(other.close)
  const token = await relay.tokenFor('clinician', 'clinician')

  /** Opens a socket over the way, with short time-outs where something is to time out. */
  function open(changes: Partial<SocketOptions> & { readonly token?: string; readonly protocol?: number } = {}) {
    const listening = createClientListener()
    const { token: shown = token, protocol = protocolVersion, ...options } = changes
    const device = { id: deviceIdSchema.parse(v4()), name: 'test' }
    const socket = openSocket(
      {
        relayUrl: link.url,
        handshake: { token: shown, protocol, device },
        pollsFirst: false,
        clock: systemClock,
        timings: clientTimings,
        ...options,
      },
      listening.listener,
    )
    onTestFinished(socket.close)
    return { ...listening, socket }
  }
  return { link, other, open }
}

const message = (text: string, sessionId = 'session') =>
  ({ id: newEntryId(), sessionId, thread: 'care', text }) as const

test('a request is answered, and what happens comes down, each held to the protocol', async () => {
  const { other, open } = await openScene()
  const { socket, received, untilOpen, invalid } = open()
  await untilOpen()
  const sent = requireAnswer(await socket.request('message:send', message('from the client')))
  await other.until('it came', () => other.entries.some(({ seq }) => seq === sent.seq))
  await other.send('session', 'from the other')
  await until('it came', () => JSON.stringify(received).includes('from the other'))
  expect(invalid).toEqual([])
})

test('a refusal of the relay is one, with its kind', async () => {
  const { open } = await openScene()
  const { socket, untilOpen } = open()
  await untilOpen()
  const reply = await socket.request('message:send', message('hello', 'another'))
  expect(reply).toMatchObject({ outcome: 'refused', failure: { kind: 'notFound' } })
  expect(() => requireAnswer(reply)).toThrow()
})

test.each([
  ['a token that is not valid', { token: 'x' }, handshakeRefusals.invalidToken],
  ['a protocol that the relay does not speak', { protocol: 0 }, handshakeRefusals.protocol],
])('%s ends the connection in the relay’s own words', async (_what, changes, words) => {
  const { open } = await openScene()
  const { socket, ends, openings, untilEnded } = open(changes)
  await untilEnded()
  expect(ends).toEqual([{ outcome: 'refused', message: words }])
  expect(openings()).toBe(0)
  expect(await socket.request('message:send', message('late'))).toMatchObject({
    outcome: 'unknown',
    failure: { kind: 'offline' },
  })
})

test('a request on a line that breaks has an unknown outcome, and the end is reported once', async () => {
  const { link, open } = await openScene()
  const { socket, ends, untilOpen, untilEnded } = open()
  await untilOpen()
  link.setDown({ kind: 'swallow' })
  const reply = socket.request('message:send', message('hello'))
  link.cut()
  expect(await reply).toMatchObject({ outcome: 'unknown', failure: { kind: 'offline' } })
  await untilEnded()
  socket.close()
  expect(ends).toMatchObject([{ outcome: 'lost' }])
})

test('a request on a line on which nothing comes times out', async () => {
  const { link, open } = await openScene()
  const { socket, ends, untilOpen } = open({ timings: { ...clientTimings, requestTimeoutMs: 200 } })
  await untilOpen()
  link.setDown({ kind: 'swallow' })
  expect(await socket.request('message:send', message('hello'))).toMatchObject({
    outcome: 'unknown',
    failure: { kind: 'timeout' },
  })
  expect(ends).toEqual([])
})

test('a handshake that nobody completes is given up in time', async () => {
  const { link, open } = await openScene()
  link.setDown({ kind: 'swallow' })
  const { ends, untilEnded } = open({ timings: { ...clientTimings, connectTimeoutMs: 300 } })
  await untilEnded()
  expect(ends).toEqual([{ outcome: 'unanswered' }])
})

test.each([false, true])('polls where a WebSocket cannot be had (polls first: %s)', async (pollsFirst) => {
  const { link, open } = await openScene()
  link.refuseWhere((firstBytes) => /transport=websocket/.test(firstBytes))
  const { socket, untilOpen } = open({ pollsFirst })
  await untilOpen()
  expect(await socket.request('message:send', message('polled'))).toMatchObject({ outcome: 'answered' })
})

test('a socket that its owner has closed reports nothing more', async () => {
  const { other, open } = await openScene()
  const { socket, received, ends, untilOpen } = open()
  await untilOpen()
  const before = received.length
  const reply = socket.request('message:send', message('hello'))
  socket.close()
  expect(await reply).toMatchObject({ outcome: 'unknown' })
  await other.send('session', 'to nobody')
  expect(received).toHaveLength(before)
  expect(ends).toEqual([])
})
