import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asText, connectDialect, type DialectClient, tokenWith } from '../../support/dialects/dialectClient.ts'
import {
  byPrototype,
  malformedIds,
  nested,
  noObjects,
  noTexts,
  strangeIds,
  tooLong,
} from '../../support/dialects/dialectWrongValues.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

const visitId = 'visit-1'
const deniedRoom = 'Access denied to this room'
const deniedConversation = 'Access denied to this conversation'
const noRoom = 'Room not found'
const noCall = 'Call not found'
const noNotification = 'Notification not found'
const content = 'Message content is required'

type Values = readonly unknown[]
/** An event, what to put for one of its fields, the whole payload with that in it, and what it is refused with. */
type Row = readonly [event: string, values: Values, payload: (value: unknown) => unknown, error: string | RegExp]

const alone = (value: unknown) => value
const given = (values: Values) => values.filter((value) => value !== undefined)
const isNoList = (value: unknown) => !Array.isArray(value) || value.length === 0
const proto = (payload: unknown) => byPrototype(Object(payload))
const notTexts: Values = [null, true, 7, [], ['x'], {}, nested(500)]

const rooms: readonly Row[] = [
  ...['room:join', 'room:leave', 'room:participants'].flatMap((event): Row[] => [
    [event, malformedIds, alone, noRoom],
    [event, malformedIds, (roomId) => ({ roomId }), noRoom],
    [event, strangeIds, (roomId) => ({ roomId }), noRoom],
    [event, strangeIds.filter((id) => id !== 'constructor'), (id) => ({ roomId: `visit:${id}` }), noRoom],
    [event, [{ roomId: `visit:${visitId}` }], proto, noRoom],
  ]),
  ['room:join', [...notTexts, 'castle', '__proto__'], (type) => join({ roomType: type }), noRoom],
  ['room:join', [null, true, 'visit-1', [], 7], (metadata) => join({ metadata }), noRoom],
  ['room:join', given(malformedIds), (id) => join({ metadata: { visitId: id } }), noRoom],
  ['room:join', strangeIds, (id) => ({ roomId: 'chat:pat:prov', metadata: { visitId: id } }), noRoom],
]
function join(more: object): object {
  return { roomId: `visit:${visitId}`, ...more }
}

const messages: readonly Row[] = [
  ['message:send', ['text', ...noObjects], alone, /^(payload|message): |^Message content/],
  ['message:send', given(malformedIds), (id) => ({ visitId: id, message: 'x' }), /^visitId: /],
  ['message:send', [undefined], (id) => ({ visitId: id, message: 'x' }), 'visitId is required'],
  ['message:send', strangeIds, (id) => ({ visitId: id, message: 'x' }), deniedConversation],
  ['message:send', given(malformedIds), (roomId) => ({ roomId, message: 'x' }), /^roomId: /],
  ['message:send', strangeIds, (roomId) => ({ roomId, message: 'x' }), deniedConversation],
  ['message:send', noTexts, (message) => ({ visitId, message }), content],
  ['message:send', [tooLong], (message) => ({ visitId, message }), 'The message is too long. Send it in parts.'],
  ['message:send', [null, 'all', 1, {}, [1], [{}], ['not an id'], [nested(500)]], attaching, /^attachments/],
  ['message:send', [Array(11).fill(randomUUID())], attaching, /^attachments: /],
  ['message:send', [[randomUUID()]], attaching, /attachment/i],
  ['message:send', [...notTexts, 'video', ''], (type) => ({ visitId, message: 'x', type }), /^type: /],
  ['message:send', [...notTexts, 'x', ''], (replyTo) => ({ visitId, message: 'x', replyTo }), /^replyTo: /],
  ['message:send', [{ visitId, message: 'x' }], proto, content],
  ...['message:received', 'message:read'].flatMap((event): Row[] => [
    [event, [null, true, 1.5, '', [], undefined], alone, /^(payload|visitId)/],
    [event, [{}, nested(500)], alone, 'visitId or messageIds is required'],
    [event, given(malformedIds), (id) => ({ visitId: id }), /^visitId: /],
    [event, strangeIds, (id) => ({ visitId: id }), deniedConversation],
    [event, given(malformedIds).filter(isNoList), (messageId) => ({ visitId, messageId }), /^messageId/],
    [event, [...strangeIds, randomUUID()], (messageId) => ({ visitId, messageId }), 'Message not found'],
    [event, [null, true, {}, [], [{}], ['']], (messageIds) => ({ visitId, messageIds }), /^messageIds/],
    [event, [Array(201).fill(randomUUID())], (messageIds) => ({ visitId, messageIds }), /^messageIds/],
  ]),
  ['message:history', [null, true, 1.5, '', [], undefined], alone, /^(payload|visitId)/],
  ['message:history', [{}, nested(500)], alone, 'visitId is required'],
  ['message:history', given(malformedIds), (id) => ({ visitId: id }), /^visitId: /],
  ['message:history', strangeIds, (id) => ({ visitId: id }), deniedConversation],
  ['message:history', [null, '2', 0, -1, 1.5, 201, [], {}], (limit) => ({ visitId, limit }), /^limit: /],
  ...['before', 'after'].flatMap((field): Row[] => [
    ['message:history', given(malformedIds), (at) => ({ visitId, [field]: at }), new RegExp(`^${field}`)],
    ['message:history', ['nowhere', randomUUID()], (at) => ({ visitId, [field]: at }), 'Message not found'],
  ]),
  ...['typing:start', 'typing:stop'].flatMap((event): Row[] => [
    [event, [null, true, 1.5, '', [], undefined], alone, /^(payload|roomId)|^Room not found/],
    [event, [{}, nested(500)], alone, noRoom],
    [event, given(malformedIds), (roomId) => ({ roomId }), /^roomId: /],
    [event, strangeIds, (roomId) => ({ roomId }), deniedRoom],
    [event, [`visit:${visitId}-not`, 'notifications:prov', 'topic:x'], (roomId) => ({ roomId }), deniedRoom],
  ]),
]
function attaching(attachments: unknown): object {
  return { visitId, message: 'x', attachments }
}

const notices: readonly Row[] = [
  ...['presence:get', 'presence:subscribe'].flatMap((event): Row[] => [
    [event, [undefined, null, true, 1.5, '', {}], alone, /^(payload|userIds)/],
    [event, [undefined, null, true, 'x', 5, {}, [null], [{}], [['u']], [''], ['x'.repeat(201)]], users, /^userIds/],
    [event, [Array(501).fill('u')], users, /^userIds/],
    [event, [{ userIds: ['pat'] }], proto, /^userIds/],
  ]),
  ['presence:setStatus', ['busy', ...noObjects], alone, /^(payload|status): /],
  ['presence:setStatus', [undefined, ...notTexts, 'sleeping', 'offline', ''], (status) => ({ status }), /^status: /],
  ['presence:setStatus', [true, 7, [], {}, 'x'.repeat(101), 'two\nlines'], custom, /^customStatus: /],
  ['notification:read', malformedIds, alone, noNotification],
  ['notification:read', malformedIds, (notificationId) => ({ notificationId }), noNotification],
  ['notification:read', [...strangeIds, randomUUID()], (notificationId) => ({ notificationId }), noNotification],
  ...['notification:subscribe', 'notification:unsubscribe'].flatMap((event): Row[] => [
    [event, [undefined, null, true, 1.5, '', {}], alone, /^(payload|topics)/],
    [event, [undefined, null, true, 5, {}, [], [null], [{}], [''], ['a b'], ['x'.repeat(65)]], topics, /^topics/],
    [event, [Array(101).fill('t')], topics, /^topics/],
  ]),
]
function users(userIds: unknown): object {
  return { userIds }
}
function custom(customStatus: unknown): object {
  return { status: 'busy', customStatus }
}
function topics(given: unknown): object {
  return { topics: given }
}

/** With an id of a call that is there. */
const calls = (callId: string): readonly Row[] => [
  ['call:initiate', ['prov', ...noObjects], alone, /^(payload|recipientId): /],
  ['call:initiate', malformedIds, (recipientId) => ({ recipientId, visitId }), /^recipientId: /],
  ['call:initiate', ['nobody', '__proto__'], (recipientId) => ({ recipientId, visitId }), /./],
  ['call:initiate', given(malformedIds), (id) => ({ recipientId: 'prov', visitId: id }), /^visitId: /],
  ['call:initiate', strangeIds, (id) => ({ recipientId: 'prov', visitId: id }), /./],
  [
    'call:initiate',
    [...notTexts, 'screen', ''],
    (callType) => ({ recipientId: 'prov', visitId, callType }),
    /^callType: /,
  ],
  ...['call:accept', 'call:reject', 'call:end', 'call:signal', 'call:quality'].flatMap((event): Row[] => [
    [event, [...malformedIds, ...strangeIds, randomUUID()], (id) => ({ ...complete, callId: id }), noCall],
  ]),
  ['call:reject', [null, true, 7, [], {}, 'x'.repeat(201)], (reason) => ({ callId, reason }), /^reason: /],
  [
    'call:signal',
    [undefined, 'x'.repeat(70_000), nested(9)],
    (signal) => ({ ...complete, callId, signal }),
    /^signal: /,
  ],
  [
    'call:signal',
    [undefined, ...notTexts, '', 'toString'],
    (type) => signalling({ signalType: type }),
    /^signalType: /,
  ],
  ['call:signal', given(malformedIds), (recipientId) => signalling({ recipientId }), /^recipientId: /],
  ['call:signal', ['nobody', 'pat', 'doc'], (recipientId) => signalling({ recipientId }), /^recipientId: /],
  ['call:quality', [-1, 1e12], (jitter) => ({ callId, metrics: { jitter } }), /^metrics: has none of/],
  ...['packetLoss', 'jitter', 'latency', 'bitrate'].map((field): Row => {
    const measures: Values = [null, '5', true, [], {}]
    return [
      'call:quality',
      measures,
      (value) => ({ callId, metrics: { [field]: value } }),
      new RegExp(`^metrics.${field}`),
    ]
  }),
  ['call:quality', [undefined, {}, { unknown: 1 }, nested(500)], (metrics) => ({ callId, metrics }), /^metrics: /],
  ['call:quality', [null, 5, 'bad', [], true], (metrics) => ({ callId, metrics }), /^metrics: /],
]
const complete = { signal: 'v=0', signalType: 'offer', metrics: { jitter: 1 } }
const signalling = (more: object) => ({ ...complete, ...more })

describe('each wrong field of each event of the health platform', () => {
  let relay: StartedRelay
  let clients: DialectClient[]

  beforeEach(async () => {
    clients = []
    relay = await startRelay()
    await relay.putSession(visitId, { pat: 'patient', prov: 'clinician', doc: 'clinician' })
  })
  afterEach(async () => {
    for (const client of clients) client.close()
    await relay.stop()
  })

  async function joined(userId: string, role: string): Promise<DialectClient> {
    const client = await connectDialect({ url: relay.url, auth: { token: await tokenWith({ userId, role }) } })
    clients.push(client)
    await client.waitFor('connected')
    expect(await client.ask('room:join', { roomId: `visit:${visitId}` })).toMatchObject({ success: true })
    return client
  }
  async function expectRefused(client: DialectClient, rows: readonly Row[]): Promise<void> {
    const unlike: string[] = []
    for (const [event, values, payload, error] of rows)
      for (const value of values) {
        const args = [payload(value)].filter((one) => one !== undefined)
        const { success, code, error: message, retry, ...more } = await client.ask(event, ...args)
        const isExpected = typeof error === 'string' ? message === error : error.test(String(message))
        const isRefusal = success === false && typeof code === 'string' && retry === 'never'
        if (!isExpected || !isRefusal || Object.keys(more).length > 0 || /xxx|passwd|\$ne/.test(String(message)))
          unlike.push(`${event} ${JSON.stringify(args).slice(0, 120)}: ${success} ${code} ${message}`)
      }
    expect(unlike).toEqual([])
    expect(client.errors()).toEqual([])
  }

  for (const [name, rows] of Object.entries({ rooms, messages, 'presence and notifications': notices }))
    it(`is refused of ${name}, reaches nobody, and ends nothing`, async () => {
      const pat = await joined('pat', 'patient')
      const prov = await joined('prov', 'provider')
      const before = prov.received.length
      await expectRefused(pat, rows)
      expect(await pat.ask('message:send', { visitId, message: 'well said' })).toMatchObject({ success: true })
      await prov.waitFor('message:new')
      expect(prov.received.slice(before).map(({ event }) => event)).toEqual(['message:new'])
    })

  it('is refused of calls, reaches nobody, and ends nothing', async () => {
    const pat = await joined('pat', 'patient')
    const prov = await joined('prov', 'provider')
    const callId = asText((await pat.ask('call:initiate', { recipientId: 'prov', visitId })).callId)
    await prov.waitFor('call:incoming')
    await prov.ask('call:accept', { callId })
    const before = prov.received.length
    await expectRefused(
      pat,
      calls(callId).map(([event, values, payload, error]): Row => {
        const withCall = (value: unknown) =>
          event === 'call:signal' ? { callId, ...Object(payload(value)) } : payload(value)
        return [event, values, withCall, error]
      }),
    )
    expect(await pat.ask('call:signal', { ...complete, callId, recipientId: 'prov' })).toEqual({ success: true })
    await prov.waitFor('call:signal')
    expect(prov.received.slice(before).map(({ event }) => event)).toEqual(['call:signal'])
    expect(await pat.ask('call:end', { callId })).toMatchObject({ success: true })
  })
})
