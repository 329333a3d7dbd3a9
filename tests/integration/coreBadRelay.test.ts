import { createServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import { expect, onTestFinished, test } from 'vitest'
import { createConnectSocket } from '../../src/main/core/relayLink.ts'
import type { ReceivedEvent, RelaySocket } from '../../src/main/core/relaySocket.ts'
import { systemClock } from '../../src/shared/model/clock.ts'
import { deviceIdSchema } from '../../src/shared/model/ids.ts'
import { nativeNamespace } from '../../src/shared/protocol/handshake.ts'
import { protocolVersion } from '../../src/shared/protocol/version.ts'
import { createKeptLog, newEntryId } from '../support/startCore.ts'
import { until } from '../support/until.ts'

/** A server that says what it likes, and the console's end of a connection to it. */
async function connectToBadRelay(serve: (socket: Socket) => void) {
  const http = createServer()
  const io = new Server(http)
  onTestFinished(() => void io.close())
  io.of(nativeNamespace).on('connection', serve)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const { log, lines } = createKeptLog()
  const received: ReceivedEvent[] = []
  const opened = Promise.withResolvers<void>()
  const line: RelaySocket = createConnectSocket({ clock: systemClock, log })(
    {
      relayUrl: `http://127.0.0.1:${address.port}`,
      handshake: {
        token: 'x',
        protocol: protocolVersion,
        device: { id: deviceIdSchema.parse(crypto.randomUUID()), name: 'test' },
      },
      requestTimeoutMs: 500,
    },
    {
      opened: opened.resolve,
      refused: (message) => opened.reject(new Error(message)),
      closed: () => undefined,
      received: (event) => received.push(event),
    },
  )
  onTestFinished(line.close)
  await opened.promise
  return { line, lines, received }
}

test('what a relay sends that is no event of the protocol is dropped and logged by its name, and the next one counts', async () => {
  const { lines, received } = await connectToBadRelay((socket) => {
    for (const payload of [undefined, null, 7, 'MARKER', [], {}, { items: 'MARKER' }, { items: [{ id: 'MARKER' }] }]) {
      socket.emit('log:entries', payload)
    }
    for (const name of ['MARKER', '__proto__', 'constructor', 'toString']) socket.emit(name, { items: [] })
    socket.emit('log:entries', { items: [] })
  })
  await until('the good one is here', () => received.length > 0)
  expect(received).toEqual([{ name: 'log:entries', payload: { items: [] } }])
  expect(lines).toHaveLength(12)
  expect(lines.join('\n')).not.toContain('MARKER')
})

test('an answer that is none counts as none: the message may be there, and is sent again', async () => {
  const answers = [undefined, null, 'yes', {}, { success: true }, { success: true, seq: 0, at: 1 }, { success: 'yes' }]
  const { line } = await connectToBadRelay((socket) => {
    let count = 0
    socket.on('message:send', (_payload, answer) => answer(answers[count++]))
  })
  for (const _ of answers) {
    const reply = await line.request('message:send', {
      id: newEntryId(),
      sessionId: 's',
      thread: 'care',
      text: 'hello',
    })
    expect(reply).toMatchObject({ outcome: 'unknown', failure: { kind: 'internal' } })
  }
  const { line: silent } = await connectToBadRelay(() => undefined)
  expect(await silent.request('typing:set', { sessionId: 's', thread: 'care', typing: true })).toMatchObject({
    outcome: 'unknown',
    failure: { kind: 'timeout' },
  })
})
