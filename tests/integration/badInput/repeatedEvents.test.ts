import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEntryId, createRandom, type Random } from '../../../simulation/random.ts'
import { amendmentsByTarget, viewMessage } from '../../../src/shared/model/messageView.ts'
import type { UpEvent } from '../../../src/shared/protocol/up.ts'
import { connectDialect, type DialectClient } from '../../support/dialects/dialectClient.ts'
import { connectNative, type NativeClient } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

interface Request {
  readonly by: 'pat' | 'doc'
  readonly event: UpEvent
  readonly payload: { readonly [field: string]: unknown }
}

/** Most places that an event may come before or after its turn. */
const windowSize = 8
const seeds = [1, 2, 3, 4, 5]

let relay: StartedRelay
let clients: Record<Request['by'], NativeClient>
beforeEach(async () => {
  relay = await startRelay()
  await relay.putSession('clean', { pat: 'patient', doc: 'clinician' })
  await relay.putSession('disturbed', { pat: 'patient', doc: 'clinician' })
  clients = {
    pat: await connectNative({ url: relay.url, token: await relay.tokenFor('pat', 'patient') }),
    doc: await connectNative({ url: relay.url, token: await relay.tokenFor('doc', 'clinician') }),
  }
})
afterEach(async () => {
  for (const client of Object.values(clients)) client.close()
  await relay.stop()
})

/** Each one to three times, and each within the window of where it stood. */
function disturb<T>(requests: readonly T[], random: Random): T[] {
  return requests
    .flatMap((request, index) =>
      Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({ request, at: index + random() * windowSize })),
    )
    .sort((a, b) => a.at - b.at)
    .map(({ request }) => request)
}

/** Valid traffic of a session: messages, then what is done with them. What it comes to does not depend on the order within a part. */
function trafficOf(
  sessionId: string,
  random: Random,
  idsOfMs: number,
): { readonly messages: Request[]; readonly amendments: Request[] } {
  const place = { sessionId, thread: 'care' }
  const newId = () => createEntryId(random, idsOfMs)
  const by = () => (random() < 0.5 ? 'pat' : 'doc')
  const messages = Array.from({ length: 60 }, (_, index): Request => {
    return { by: by(), event: 'message:send', payload: { ...place, id: newId(), text: `message ${index}` } }
  })
  const amendments = messages.flatMap(({ by: author, payload: { id: target } }, index): Request[] => {
    const changesOf = (event: UpEvent, who: Request['by'], more: object): Request[] => [
      { by: who, event, payload: { ...place, id: newId(), target, ...more } },
    ]
    if (index % 5 === 0) return changesOf('message:edit', author, { text: `edited ${index}` })
    if (index % 5 === 1) return changesOf('message:react', author === 'pat' ? 'doc' : 'pat', { emoji: '👍', on: true })
    if (index % 5 === 2) return changesOf('message:redact', author, {})
    const mark = { ...place, deliveredUpTo: index, readUpTo: Math.floor(index / 2) }
    return [{ by: by(), event: 'watermark:advance', payload: { marks: [mark] } }]
  })
  return { messages, amendments }
}

async function askAll(requests: readonly Request[]): Promise<void> {
  const answers = await Promise.all(requests.map(({ by, event, payload }) => clients[by].request(event, payload)))
  for (const answer of answers) expect(answer).toMatchObject({ success: true })
}

/**
 * Returns the state that a session has come to: its messages in their order, and who has read how far. Nothing is missing and
 * nothing is there twice.
 */
async function endOf(sessionId: string) {
  const { sessions, entries } = await clients.doc.pullAll()
  const own = entries.filter((entry) => entry.sessionId === sessionId && entry.thread === 'care')
  expect(own.map(({ seq }) => seq)).toEqual(own.map((_, index) => index + 1))
  expect(new Set(own.map(({ id }) => id)).size).toBe(own.length)
  const session = sessions.find(({ id }) => id === sessionId)
  const amendments = amendmentsByTarget(own)
  const messages = own.flatMap(({ body, ...entry }) => {
    if (body.kind !== 'message') return []
    const { text, isRedacted, reactions } = viewMessage({ ...entry, body }, amendments.get(entry.seq) ?? [])
    return [{ senderId: entry.senderId, text, isRedacted, reactions }]
  })
  return { messages, heads: session?.heads, watermarks: [...(session?.watermarks ?? [])].sort(compareJson) }
}

describe('events that come up to three times and out of turn', () => {
  it.each(seeds)('come to what they come to once and in turn (seed %i)', async (seed) => {
    const clean = trafficOf('clean', createRandom(seed), 1_700_000_000_000)
    for (const part of [clean.messages, clean.amendments]) for (const request of part) await askAll([request])
    // The same traffic, but for the ids, which a sender uses once.
    const disturbed = trafficOf('disturbed', createRandom(seed), 1_800_000_000_000)
    const random = createRandom(seed)
    for (const part of [disturbed.messages, disturbed.amendments]) await askAll(disturb(part, random))
    // Yesterday's frames once more.
    await askAll(disturb([...disturbed.messages, ...disturbed.amendments], random))

    const [end, cleanEnd] = [await endOf('disturbed'), await endOf('clean')]
    expect(end.heads).toEqual(cleanEnd.heads)
    expect(end.watermarks).toEqual(cleanEnd.watermarks)
    expect([...end.messages].sort(compareJson)).toEqual([...cleanEnd.messages].sort(compareJson))
    // The entries that were told live are those that are stored, each once.
    const live = clients.pat.entries.filter((entry) => entry.sessionId === 'disturbed')
    expect(new Set(live.map(({ id }) => id)).size).toBe(live.length)
  })

  it.each(seeds)('keep the order of one who sends the next when the last is answered (seed %i)', async (seed) => {
    const random = createRandom(seed)
    const own = trafficOf('disturbed', random, 1_700_000_000_000).messages.map((request) => ({
      ...request,
      by: 'pat' as const,
    }))
    for (const [index, request] of own.entries()) {
      const earlier = own.slice(Math.max(0, index - windowSize), index)
      await askAll(disturb([request, ...earlier.filter(() => random() < 0.3)], random))
    }
    const { messages } = await endOf('disturbed')
    expect(messages.map(({ text }) => text)).toEqual(own.map(({ payload }) => payload.text))
  })
})

describe('messages of the dialects that come up to three times', () => {
  const dialects = {
    sessions: { namespace: '/', join: ['join-session', 'disturbed'], event: 'chat-message', live: 'chat-message' },
    chats: {
      namespace: '/chat',
      join: ['join_chat', { chatId: 'disturbed' }],
      event: 'send_message',
      live: 'new_message',
    },
    consultations: {
      namespace: '/',
      join: ['join_consultation', { consultationId: 'disturbed' }],
      event: 'send_message',
      live: 'new_message',
    },
  } as const
  const payloadOf = (dialect: keyof typeof dialects, id: string, text: string) =>
    ({
      sessions: { sessionId: 'disturbed', message: text, id },
      chats: { chatId: 'disturbed', message: text, id },
      consultations: { consultationId: 'disturbed', sender: 'user', content: text, id },
    })[dialect]

  it.each(['sessions', 'chats', 'consultations'] as const)('are one each, in %s', async (name) => {
    const random = createRandom(7)
    const { namespace, join, event, live } = dialects[name]
    const connect = async (userId: 'pat' | 'doc', role: 'patient' | 'clinician'): Promise<DialectClient> => {
      const client = await connectDialect({
        url: relay.url,
        namespace,
        auth: { token: await relay.tokenFor(userId, role) },
      })
      const [joinEvent, about] = join
      expect(await client.ask(joinEvent, about)).toMatchObject({ success: true })
      return client
    }
    const [pat, doc] = [await connect('pat', 'patient'), await connect('doc', 'clinician')]
    const sent = Array.from({ length: 30 }, (_, index) => {
      return payloadOf(name, createEntryId(random, 1_700_000_000_000), `message ${index}`)
    })
    for (const payload of disturb(sent, random)) expect(await pat.ask(event, payload)).toMatchObject({ success: true })
    await doc.settled()
    expect(doc.of(live)).toHaveLength(sent.length)
    expect((await endOf('disturbed')).messages).toHaveLength(sent.length)
    for (const client of [pat, doc]) client.close()
  })
})

function compareJson(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
}
