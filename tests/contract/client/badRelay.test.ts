import { createServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import { expect, onTestFinished, test } from 'vitest'
import { clientTimings } from '../../../src/client/clientTimings.ts'
import { openSocket } from '../../../src/client/openSocket.ts'
import { deviceIdSchema } from '../../../src/shared/model/ids.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'
import { nativeNamespace } from '../../../src/shared/protocol/handshake.ts'
import { protocolVersion } from '../../../src/shared/protocol/version.ts'
import { createClientListener } from '../../support/relay/clientListener.ts'
import { newEntryId } from '../../support/relay/nativeClient.ts'
import { until } from '../../support/time/until.ts'

/** A server that sends what it likes, and a client's end of a connection to it. */
async function connectToBadRelay(serve: (socket: Socket) => void) {
  const http = createServer()
  const io = new Server(http)
  onTestFinished(() => void io.close())
  io.of(nativeNamespace).on('connection', serve)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const listening = createClientListener()
  const socket = openSocket(
    {
      relayUrl: `http://127.0.0.1:${address.port}`,
      handshake: {
        token: 'x',
        protocol: protocolVersion,
        device: { id: deviceIdSchema.parse(crypto.randomUUID()), name: 'test' },
      },
      pollsFirst: false,
      clock: systemClock,
      timings: { ...clientTimings, requestTimeoutMs: 500 },
    },
    listening.listener,
  )
  onTestFinished(socket.close)
  await listening.untilOpen()
  return { ...listening, socket }
}

test('what a relay sends that is no event of the protocol is dropped and reported by its name, and the next one counts', async () => {
  const { invalid, received } = await connectToBadRelay((socket) => {
    for (const payload of [undefined, null, 7, 'MARKER', [], {}, { items: 'MARKER' }, { items: [{ id: 'MARKER' }] }]) {
      socket.emit('log:entries', payload)
    }
    for (const name of ['MARKER', '__proto__', 'constructor', 'toString']) socket.emit(name, { items: [] })
    socket.emit('log:entries', { items: [] })
  })
  await until('the good one is here', () => received.length > 0)
  expect(received).toEqual([{ name: 'log:entries', payload: { items: [] } }])
  expect(invalid).toHaveLength(12)
  expect(JSON.stringify(invalid)).not.toContain('MARKER')
})

test('an answer that is none counts as none: the message may be there, and is sent again', async () => {
  const answers = [undefined, null, 'yes', {}, { success: true }, { success: true, seq: 0, at: 1 }, { success: 'yes' }]
  const { socket } = await connectToBadRelay((socket) => {
    let count = 0
    socket.on('message:send', (_payload, answer) => answer(answers[count++]))
  })
  for (const _ of answers) {
    const reply = await socket.request('message:send', {
      id: newEntryId(),
      sessionId: 's',
      thread: 'care',
      text: 'hello',
    })
    expect(reply).toMatchObject({ outcome: 'unknown', failure: { kind: 'internal' } })
  }
  const { socket: silent } = await connectToBadRelay(() => undefined)
  expect(await silent.request('typing:set', { sessionId: 's', thread: 'care', typing: true })).toMatchObject({
    outcome: 'unknown',
    failure: { kind: 'timeout' },
  })
})
