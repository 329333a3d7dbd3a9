import { expect, onTestFinished, test } from 'vitest'
import { judgeLogPart, noProgress, readLogPages } from '../../../src/client/readLogPages.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import type { Failure } from '../../../src/shared/model/failure.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import type { LogRead } from '../../../src/shared/protocol/sync.ts'
import { connectNative, newEntryId } from '../../support/relay/nativeClient.ts'
import { openClientSocket } from '../../support/relay/openClientSocket.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

const care = { sessionId: sessionIdSchema.parse('session'), thread: 'care' } as const

/** One session with so many messages at a real relay, and a client that holds none of them. */
async function openScene(messages: number, textOf = (n: number) => `text ${n}`) {
  const relay = await startRelay()
  onTestFinished(relay.stop)
  await relay.putSession('session', { clinician: 'clinician', patient: 'patient' })
  const patient = await connectNative({ url: relay.url, token: await relay.tokenFor('patient', 'patient') })
  onTestFinished(patient.close)
  const sent: { readonly id: string; readonly seq: number }[] = []
  for (let n = 1; n <= messages; n++) {
    const id = newEntryId()
    sent.push({ id, seq: (await patient.ask('message:send', { id, ...care, text: textOf(n) })).seq })
  }
  const head = sent.at(-1)?.seq ?? 0
  const socket = await openClientSocket(relay)

  const held = new Map<number, Entry>()
  const amendments: Entry[] = []
  const requests: LogRead[] = []
  /** Asks the relay, and holds what it answers if it is what was asked for. */
  const readPage = async (request: LogRead): Promise<Failure | null> => {
    requests.push(request)
    const reply = await socket.request('log:read', request)
    if (reply.outcome !== 'answered') return reply.failure
    expect(judgeLogPart(request, reply.answer)).toBeNull()
    for (const entry of reply.answer.entries) {
      expect(held.has(entry.seq)).toBe(false)
      held.set(entry.seq, entry)
    }
    amendments.push(...reply.answer.amendments)
    return null
  }
  return { relay, socket, patient, sent, head, held, amendments, requests, readPage }
}

const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => first + n)
const seqsOf = (held: ReadonlyMap<number, Entry>) => [...held.keys()].toSorted((a, b) => a - b)

test('a thread is read on from a place to its end, page by page, each entry once', async () => {
  const { head, held, requests, readPage } = await openScene(2 * limits.entriesPerPage + 30)
  const next = (): LogRead | null =>
    held.size < head ? { ...care, after: held.size, limit: limits.entriesPerPage } : null
  expect(await readLogPages({ next, readPage })).toBeNull()
  expect(seqsOf(held)).toEqual(from(1, head))
  expect(requests.map(({ after }) => after)).toEqual([0, limits.entriesPerPage, 2 * limits.entriesPerPage])
})

test('a hole between two parts is read back from its later end, and no more than the hole', async () => {
  const { head, held, requests, readPage } = await openScene(120)
  await readPage({ ...care, limit: 20 })
  await readPage({ ...care, after: 0, limit: 20 })
  const next = (): LogRead | null => {
    const before = from(21, head).find((seq) => held.has(seq)) ?? 0
    return before > 21 ? { ...care, before, limit: Math.min(40, before - 21) } : null
  }
  expect(await readLogPages({ next, readPage })).toBeNull()
  expect(seqsOf(held)).toEqual(from(1, head))
  expect(requests.slice(2).map(({ before, limit }) => [before, limit])).toEqual([
    [head - 19, 40],
    [head - 59, 40],
    [head - 99, head - 120],
  ])
})

test('pages that a frame is too small for are shorter than was asked for, and none is left out', async () => {
  const { head, held, requests, readPage } = await openScene(100, (n) => `${n} ${'x'.repeat(15_000)}`)
  const next = (): LogRead | null =>
    held.size < head ? { ...care, after: held.size, limit: limits.entriesPerPage } : null
  expect(await readLogPages({ next, readPage })).toBeNull()
  expect(requests.length).toBeGreaterThan(1)
  expect(seqsOf(held)).toEqual(from(1, head))
})

test('what was said later of a message comes with it, wherever that stands, and fits what was asked for', async () => {
  const { patient, sent, held, amendments, readPage } = await openScene(40)
  const [edited, redacted] = sent
  if (!edited || !redacted) throw new Error('nothing was sent')
  await patient.ask('message:edit', { ...care, id: newEntryId(), target: edited.id, text: 'put right' })
  await patient.ask('message:redact', { ...care, id: newEntryId(), target: redacted.id })
  expect(await readPage({ ...care, before: redacted.seq + 1, limit: 2 })).toBeNull()
  expect(seqsOf(held)).toEqual([edited.seq, redacted.seq])
  expect(amendments.map(({ body }) => body.kind)).toEqual(['edit', 'redaction'])
  expect(JSON.stringify(held.get(redacted.seq))).not.toContain('text 2')
})

test('reading ends where the relay has no more although more was expected, and says so in words', async () => {
  const { head, readPage, requests } = await openScene(3)
  const next = (): LogRead => ({ ...care, after: head, limit: 50 })
  expect(await readLogPages({ next, readPage })).toEqual(noProgress)
  expect(noProgress.message).toContain('Try again later')
  expect(requests).toHaveLength(1)
})

test('a session that is not open to the reader, and a line that breaks, end reading with the reason', async () => {
  const { head, held, readPage, socket } = await openScene(limits.entriesPerPage + 10)
  const elsewhere = (): LogRead => ({ ...care, sessionId: sessionIdSchema.parse('elsewhere'), limit: 50 })
  expect(await readLogPages({ next: elsewhere, readPage })).toMatchObject({ kind: 'notFound' })
  const next = (): LogRead | null =>
    held.size < head ? { ...care, after: held.size, limit: limits.entriesPerPage } : null
  const failure = await readLogPages({
    next,
    readPage: async (request) => {
      const failed = await readPage(request)
      socket.close()
      return failed
    },
  })
  expect(failure).toMatchObject({ kind: 'offline' })
  expect(seqsOf(held)).toEqual(from(1, limits.entriesPerPage))
})

test('who was taken out while reading gets no more of it', async () => {
  const { head, held, readPage, relay } = await openScene(limits.entriesPerPage + 10)
  const next = (): LogRead | null =>
    held.size < head ? { ...care, after: held.size, limit: limits.entriesPerPage } : null
  const failure = await readLogPages({
    next,
    readPage: async (request) => {
      const failed = await readPage(request)
      await relay.putSession('session', { patient: 'patient' })
      return failed
    },
  })
  expect(failure).toMatchObject({ kind: 'notFound' })
  expect(seqsOf(held)).toEqual(from(1, limits.entriesPerPage))
})
