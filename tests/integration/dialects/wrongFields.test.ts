import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectDialect, type DialectClient, tokenWith } from '../../support/dialects/dialectClient.ts'
import {
  byPrototype,
  malformedIds,
  nested,
  noBooleans,
  noObjects,
  noTexts,
  strangeIds,
  tooLong,
} from '../../support/dialects/dialectWrongValues.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

/** Payloads of one event, and what each of them is refused with. */
interface Refusal {
  readonly event: string
  readonly payloads: readonly unknown[]
  readonly error: string | RegExp
}

const content = 'Message content is required'
const long = 'The message is too long. Send it in parts.'

/** The same event with one field after the other wrong. */
const wrong = (
  event: string,
  error: string | RegExp,
  values: readonly unknown[],
  payload: (value: unknown) => unknown,
) => ({ event, payloads: values.map(payload), error }) satisfies Refusal
const alone = (value: unknown) => value

const sessions: readonly Refusal[] = [
  ...['join-session', 'leave-session'].flatMap((event) => [
    wrong(event, 'sessionId is required', malformedIds, alone),
    wrong(event, 'sessionId is required', malformedIds, (sessionId) => ({ sessionId })),
    wrong(event, 'sessionId is required', [{ sessionId: 's1' }], (payload) => byPrototype(Object(payload))),
  ]),
  wrong('join-session', 'Access denied to this session', strangeIds, (sessionId) => ({ sessionId })),
  wrong('chat-message', /^(payload|sessionId): /, noObjects, alone),
  wrong('chat-message', /^sessionId: /, malformedIds, (sessionId) => ({ sessionId, message: 'x' })),
  wrong('chat-message', 'Access denied to this session', strangeIds, (sessionId) => ({ sessionId, message: 'x' })),
  wrong('chat-message', content, [undefined, null, true, 7, [], {}, '', ' \n'], (message) => ({
    sessionId: 's1',
    message,
  })),
  wrong('chat-message', content, ['', [], {}, undefined], (message) => ({ sessionId: 's1', message, encrypted: true })),
  wrong('chat-message', long, [tooLong, [tooLong], { ciphertext: tooLong }], (message) => ({
    sessionId: 's1',
    message,
  })),
  wrong('chat-message', 'The message is nested too deeply.', [nested(17), [nested(500)]], (message) => ({
    sessionId: 's1',
    message,
  })),
  wrong('chat-message', 'The message has a field that is not allowed.', [{ iv: 'x' }], (payload) => ({
    sessionId: 's1',
    message: byPrototype(Object(payload)),
  })),
  wrong('chat-message', /^sessionId: /, [{ sessionId: 's1', message: 'x' }], (payload) => byPrototype(Object(payload))),
  wrong('typing', /^sessionId: /, malformedIds, (sessionId) => ({ sessionId, isTyping: true })),
  wrong('typing', 'Access denied to this session', strangeIds, (sessionId) => ({ sessionId, isTyping: true })),
  wrong('typing', /^isTyping: /, noBooleans, (isTyping) => ({ sessionId: 's1', isTyping })),
  wrong('typing', /^typing: /, noBooleans, (typing) => ({ sessionId: 's1', typing })),
]

const chats: readonly Refusal[] = [
  ...['join_chat', 'leave_chat', 'mark_read'].flatMap((event) => [
    wrong(event, 'chatId is required', malformedIds, alone),
    wrong(event, 'chatId is required', malformedIds, (chatId) => ({ chatId })),
    wrong(event, 'chatId is required', [{ chatId: 's1' }], (payload) => byPrototype(Object(payload))),
  ]),
  ...['join_chat', 'mark_read'].map((event) =>
    wrong(event, 'Access denied to this chat', strangeIds, (chatId) => ({ chatId })),
  ),
  wrong('send_message', /^(payload|chatId): /, noObjects, alone),
  wrong('send_message', /^chatId: /, malformedIds, (chatId) => ({ chatId, message: 'x' })),
  wrong('send_message', 'Access denied to this chat', strangeIds, (chatId) => ({ chatId, message: 'x' })),
  wrong('send_message', content, noTexts, (message) => ({ chatId: 's1', message })),
  wrong('send_message', long, [tooLong], (message) => ({ chatId: 's1', message })),
  wrong('send_message', /^message_type: /, [null, '', 'video', 'TEXT', 1, [], ['text'], {}], (message_type) => ({
    chatId: 's1',
    message: 'x',
    message_type,
  })),
  wrong('typing', /^chatId: /, malformedIds, (chatId) => ({ chatId, isTyping: true })),
  wrong('typing', 'Access denied to this chat', strangeIds, (chatId) => ({ chatId, isTyping: true })),
  wrong('typing', /^isTyping: /, [undefined, ...noBooleans], (isTyping) => ({ chatId: 's1', isTyping })),
]

const isGiven = (value: unknown) => value !== undefined
const singleChat: readonly Refusal[] = [
  wrong('send_message', /^payload: /, ['text', 7, true, null, []], alone),
  wrong('send_message', content, [undefined, {}, nested(500)], (payload) => Object(payload)),
  wrong('send_message', /^chatId: /, malformedIds.filter(isGiven), (chatId) => ({ chatId, message: 'x' })),
  wrong('send_message', 'Access denied to this conversation', strangeIds, (chatId) => ({ chatId, message: 'x' })),
  wrong('send_message', content, noTexts, (message) => ({ chatId: 's1', message })),
  wrong('send_message', long, [tooLong], (message) => ({ chatId: 's1', message })),
  wrong('typing', /^chatId: /, malformedIds.filter(isGiven), (chatId) => ({ chatId, isTyping: true })),
  wrong('typing', 'Access denied to this conversation', strangeIds, (chatId) => ({ chatId, isTyping: true })),
  wrong('typing', /^isTyping: /, noBooleans, (isTyping) => ({ chatId: 's1', isTyping })),
  wrong('typing', /^payload: /, [null, 1.5, '', [], [true]], alone),
]

const required = 'consultationId, sender and content are required'
const message = { consultationId: 's1', sender: 'user', content: 'x' }
const consultations: readonly Refusal[] = [
  ...['join_consultation', 'leave_consultation'].flatMap((event) => [
    wrong(event, 'consultationId is required', malformedIds, alone),
    wrong(event, 'consultationId is required', malformedIds, (consultationId) => ({ consultationId })),
  ]),
  wrong('join_consultation', 'Consultation not found', strangeIds, alone),
  wrong('send_message', required, ['text', 7, ...noObjects], alone),
  wrong('send_message', required, [message], (payload) => byPrototype(Object(payload))),
  wrong('send_message', required, malformedIds, (consultationId) => ({ ...message, consultationId })),
  wrong('send_message', required, [undefined, null, true, 7, '', [], ['user'], {}], (sender) => ({
    ...message,
    sender,
  })),
  wrong('send_message', required, noTexts, (text) => ({ ...message, content: text })),
  wrong('send_message', 'Consultation not found', strangeIds, (consultationId) => ({ ...message, consultationId })),
  wrong('send_message', 'Consultation not found', strangeIds, (consultationId) => ({
    ...message,
    consultationId,
    sender: 'doctor',
  })),
  wrong('send_message', "sender must be 'user' for this user", ['doctor', 'pat', 'USER', '__proto__'], (sender) => ({
    ...message,
    sender,
  })),
  wrong('send_message', long, [tooLong], (text) => ({ ...message, content: text })),
]

interface Tongue {
  readonly namespace?: '/chat'
  readonly inHandshake?: boolean
  readonly join?: string
  readonly sends: readonly [event: string, payload: object]
  readonly receives: string
  readonly refusals: readonly Refusal[]
}

const tongues: Readonly<Record<string, Tongue>> = {
  sessions: {
    join: 'join-session',
    sends: ['chat-message', { sessionId: 's1', message: 'well said' }],
    receives: 'chat-message',
    refusals: sessions,
  },
  chats: {
    namespace: '/chat',
    join: 'join_chat',
    sends: ['send_message', { chatId: 's1', message: 'well said' }],
    receives: 'new_message',
    refusals: chats,
  },
  'single chat': {
    inHandshake: true,
    sends: ['send_message', { chatId: 's1', message: 'well said' }],
    receives: 'message',
    refusals: singleChat,
  },
  consultations: {
    join: 'join_consultation',
    sends: ['send_message', { ...message, content: 'well said' }],
    receives: 'new_message',
    refusals: consultations,
  },
}

describe('each wrong field of each event', () => {
  let relay: StartedRelay
  let clients: DialectClient[]

  beforeEach(async () => {
    clients = []
    relay = await startRelay()
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
  })
  afterEach(async () => {
    for (const client of clients) client.close()
    await relay.stop()
  })

  async function open({ namespace, inHandshake, join }: Tongue, userId: string, role: string): Promise<DialectClient> {
    const token = await tokenWith({ userId, role })
    const auth = inHandshake ? { token, chatId: 's1' } : { token }
    const client = await connectDialect({ url: relay.url, auth, ...(namespace ? { namespace } : {}) })
    clients.push(client)
    await client.waitFor('connected')
    if (join) expect(await client.ask(join, 's1')).toMatchObject({ success: true })
    return client
  }

  for (const [name, tongue] of Object.entries(tongues))
    it(`is refused in ${name}, by name or in the document's words, reaches nobody, and ends nothing`, async () => {
      const pat = await open(tongue, 'pat', 'patient')
      const doc = await open(tongue, 'doc', 'doctor')
      const before = doc.received.length
      let count = 0
      for (const { event, payloads, error } of tongue.refusals)
        for (const payload of payloads) {
          const asked = `${event} ${JSON.stringify(payload)?.slice(0, 120)}`
          const answer = await pat.ask(event, ...(payload === undefined ? [] : [payload]))
          expect(answer, asked).toEqual({
            success: false,
            code: expect.stringMatching(/^[a-zA-Z]+$/),
            error: typeof error === 'string' ? error : expect.stringMatching(error),
            retry: 'never',
          })
          count += 1
          expect(await pat.waitFor('error', undefined, count), asked).toEqual({ message: answer.error })
        }
      expect(count).toBeGreaterThan(50)
      expect(JSON.stringify(pat.errors())).not.toMatch(/xxx|passwd|\$ne/)
      pat.emit(...tongue.sends)
      await doc.waitFor(tongue.receives)
      expect(doc.received.slice(before).map(({ event }) => event)).toEqual([tongue.receives])
      expect(pat.errors()).toHaveLength(count)
    })
})
