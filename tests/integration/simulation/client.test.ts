import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import { expect, onTestFinished, test } from 'vitest'
import { createParticipantClient } from '../../../simulation/participant/participantClient.ts'
import { createRandom } from '../../../simulation/random.ts'
import { type Entry, entrySchema } from '../../../src/shared/model/entry.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { type Session, sessionSchema } from '../../../src/shared/model/session.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'
import { handshakeRefusals, nativeNamespace } from '../../../src/shared/protocol/handshake.ts'
import { up } from '../../../src/shared/protocol/up.ts'
import { until } from '../../support/time/until.ts'

const sessionId = sessionIdSchema.parse('s1')

/** The one session, as everybody sees it. */
function sessionOf(log: readonly Entry[]): Session {
  return sessionSchema.parse({
    ...{ id: sessionId, kind: 'chat', active: true, createdAt: 1, participants: [], watermarks: [] },
    heads: { care: log.length },
  })
}

/** Fault at the nth `message:send`, the first being 1. */
type Fault = 'none' | 'storeAndDisconnect' | 'disconnect' | 'askForLater' | 'refuse' | 'deliverNothing'

/** A relay of one session in memory, which fails as a test wants it to, so that what a client does about it can be seen. */
async function startFaultyRelay(faultAt: (nth: number) => Fault = () => 'none') {
  const http = createServer()
  const io = new Server(http)
  const log: Entry[] = []
  const sentIds: string[] = []
  const marks: { deliveredUpTo: number; readUpTo: number }[] = []
  const refusals: string[] = []
  let pulls = 0

  const append = (id: string, text: string) => {
    const stored = log.find((entry) => entry.id === id)
    if (stored) return stored
    const entry = entrySchema.parse({
      id,
      sessionId,
      thread: 'care',
      seq: log.length + 1,
      at: 1_000 + log.length,
      senderId: 'somebody',
      senderName: 'Somebody',
      senderRole: 'clinician',
      body: { kind: 'message', type: 'text', text },
    })
    log.push(entry)
    return entry
  }
  const deliver = (entry: Entry) => io.of(nativeNamespace).emit('log:entries', { items: [entry] })

  io.of(nativeNamespace).use((_socket, next) => {
    const refusal = refusals.shift()
    next(refusal === undefined ? undefined : new Error(refusal))
  })
  io.of(nativeNamespace).on('connection', (socket: Socket) => {
    socket.on('sync:pull', (raw: unknown, ack: (answer: object) => void) => {
      pulls += 1
      const request = up['sync:pull'].payload.parse(raw)
      const after = 'cursors' in request ? (request.cursors[0]?.after ?? 0) : 0
      const entries = log.slice(after, after + 2)
      ack({
        success: true,
        entries,
        more: log.length > after + 2,
        ...(request.scope === 'all' ? { sessions: [sessionOf(log)] } : {}),
      })
    })
    socket.on('watermark:advance', (raw: unknown, ack: (answer: object) => void) => {
      marks.push(...up['watermark:advance'].payload.parse(raw).marks)
      ack({ success: true })
    })
    socket.on('message:send', (raw: unknown, ack: (answer: object) => void) => {
      const { id, text } = up['message:send'].payload.parse(raw)
      sentIds.push(id)
      const fault = faultAt(sentIds.length)
      if (fault === 'disconnect') return socket.disconnect(true)
      if (fault === 'refuse') return ack({ success: false, code: 'sessionClosed', error: 'closed', retry: 'never' })
      if (fault === 'askForLater') return ack({ success: false, code: 'unavailable', error: 'busy', retry: 'later' })
      const entry = append(id, text)
      if (fault === 'storeAndDisconnect') return socket.disconnect(true)
      ack({ success: true, seq: entry.seq, at: entry.at })
      if (fault !== 'deliverNothing') deliver(entry)
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    await io.close()
  })
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    log,
    sentIds,
    marks,
    refusals,
    append,
    deliver,
    pulls: () => pulls,
    disconnectAll: () => io.of(nativeNamespace).disconnectSockets(true),
  }
}

function connect(relayUrl: string) {
  const added: string[] = []
  const client = createParticipantClient({
    relayUrl,
    getToken: async () => 'token',
    deviceName: 'test',
    clock: systemClock,
    random: createRandom(7),
    entryAdded: ({ body }) => added.push(body.kind === 'message' ? body.text : body.kind),
  })
  onTestFinished(client.close)
  const send = (text: string) => client.send({ id: client.newEntryId(), sessionId, thread: 'care', text })
  return { client, added, send }
}

const id = (n: number) => `0190a000-0000-7000-8000-00000000000${n}`

test('what was in the log before is fetched page by page, and reported as delivered', async () => {
  const relay = await startFaultyRelay()
  for (const n of [1, 2, 3, 4, 5]) relay.append(id(n), `text ${n}`)
  const { client, added } = connect(relay.url)
  await client.ready
  expect(added).toEqual(['text 1', 'text 2', 'text 3', 'text 4', 'text 5'])
  await until('all is reported delivered', () => relay.marks.some(({ deliveredUpTo }) => deliveredUpTo === 5))
  client.markRead(sessionId, 'care', 4)
  await until('the fourth is reported read', () => relay.marks.some(({ readUpTo }) => readUpTo === 4))
})

test('entries that were never delivered are fetched as soon as a later one shows that they are missing', async () => {
  const relay = await startFaultyRelay()
  const { client, added } = connect(relay.url)
  await client.ready
  relay.append(id(1), 'missed')
  relay.append(id(2), 'missed too')
  relay.deliver(relay.append(id(3), 'delivered'))
  relay.deliver(relay.append(id(3), 'delivered'))
  await until('all three are there', () => added.length >= 3)
  expect(added).toEqual(['missed', 'missed too', 'delivered'])
  expect(client.readThread(sessionId, 'care').map(({ seq }) => seq)).toEqual([1, 2, 3])
})

test.each([
  ['the line drops before it is stored', 'disconnect'],
  ['the line drops after it is stored and before the answer', 'storeAndDisconnect'],
  ['the relay asks to try later', 'askForLater'],
] as const)('when %s, a message is sent again under the same id and stands once, in order', async (_what, fault) => {
  const relay = await startFaultyRelay((nth) => (nth === 2 ? fault : 'none'))
  const { added, send, client } = connect(relay.url)
  const acks = await Promise.all(['one', 'two', 'three'].map(send))
  expect(acks.map(({ seq }) => seq)).toEqual([1, 2, 3])
  expect(relay.sentIds).toHaveLength(4)
  expect(relay.sentIds[2]).toBe(relay.sentIds[1])
  await until('all three are held', () => client.readThread(sessionId, 'care').length === 3)
  expect(added).toEqual(['one', 'two', 'three'])
})

test('a refusal for good reaches the sender, and the next message proceeds', async () => {
  const relay = await startFaultyRelay((nth) => (nth === 1 ? 'refuse' : 'none'))
  const { send } = connect(relay.url)
  const [first, second] = await Promise.allSettled([send('one'), send('two')])
  expect(first).toMatchObject({ status: 'rejected', reason: { failure: { kind: 'sessionClosed' } } })
  expect(second).toMatchObject({ status: 'fulfilled', value: { seq: 1 } })
})

test('an own message that does not come back is fetched', async () => {
  const relay = await startFaultyRelay(() => 'deliverNothing')
  const { added, send } = connect(relay.url)
  await send('one')
  await until('the own message is there', () => added.length === 1)
  expect(added).toEqual(['one'])
})

test('after a lost line the client comes back by itself and fetches what it missed', async () => {
  const relay = await startFaultyRelay()
  const { client, added } = connect(relay.url)
  await client.ready
  const pulls = relay.pulls()
  relay.disconnectAll()
  relay.append(id(1), 'missed')
  await until('the missed message is there', () => relay.pulls() > pulls && added.length === 1)
  expect(added).toEqual(['missed'])
})

test('a token that is refused is renewed, and a caller learns of two in a row', async () => {
  const relay = await startFaultyRelay()
  for (const refusal of [handshakeRefusals.tokenExpired, handshakeRefusals.invalidToken]) {
    relay.refusals.push(refusal)
    await connect(relay.url).client.ready
  }
  relay.refusals.push(handshakeRefusals.invalidToken, handshakeRefusals.invalidToken)
  const { client, send } = connect(relay.url)
  await expect(client.ready).rejects.toMatchObject({ failure: { kind: 'unauthenticated' } })
  // It goes on, for a relay whose key is only just being changed.
  await send('one')
})

test('a protocol that the relay does not speak ends the attempt', async () => {
  const relay = await startFaultyRelay()
  relay.refusals.push(handshakeRefusals.protocol)
  await expect(connect(relay.url).client.ready).rejects.toMatchObject({ failure: { kind: 'protocol' } })
  expect(relay.refusals).toEqual([])
})

test('what waits to be sent ends with the client', async () => {
  const relay = await startFaultyRelay(() => 'askForLater')
  const { client, send } = connect(relay.url)
  const sent = send('one')
  await until('it was sent', () => relay.sentIds.length > 0)
  client.close()
  await expect(sent).rejects.toMatchObject({ failure: { kind: 'offline' } })
})
