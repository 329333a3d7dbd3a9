import { expect, onTestFinished, test } from 'vitest'
import { pullPages } from '../../../src/client/pullPages.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import type { Cursor, EntriesPull } from '../../../src/shared/protocol/sync.ts'
import { connectNative, newEntryId } from '../../support/relay/nativeClient.ts'
import { openClientSocket } from '../../support/relay/openClientSocket.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

const message = (text: string) => ({ id: newEntryId(), sessionId: 'session', thread: 'care', text }) as const

/** One session that holds more than a page, and a client that has none of it. */
async function openScene(messages: number) {
  const relay = await startRelay()
  onTestFinished(relay.stop)
  await relay.putSession('session', { clinician: 'clinician', patient: 'patient' })
  const other = await connectNative({ url: relay.url, token: await relay.tokenFor('patient', 'patient') })
  onTestFinished(other.close)
  const sent = await Promise.all(
    Array.from({ length: messages }, (_, n) => other.ask('message:send', message(`text ${n}`))),
  )
  /** Entries of the thread: those of its beginning are no messages. */
  const total = Math.max(...sent.map(({ seq }) => seq))
  const socket = await openClientSocket(relay)

  const held: Entry[] = []
  const requests: EntriesPull[] = []
  let headSeq = 0
  const cursor = (): Cursor => ({ sessionId: sessionIdSchema.parse('session'), thread: 'care', after: held.length })
  const pullPage = async (request: EntriesPull) => {
    requests.push(request)
    const reply = await socket.request('sync:pull', request)
    if (reply.outcome !== 'answered') return reply
    for (const { id, heads } of reply.answer.sessions ?? []) if (id === 'session') headSeq = heads.care
    held.push(...reply.answer.entries)
    return reply
  }
  return {
    ...{ total, held, requests, cursor, pullPage, socket },
    lacking: () => (held.length < headSeq ? [cursor()] : []),
    expectHead: (seq: number) => {
      headSeq = seq
    },
  }
}

const numbersTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1)
const seqsOf = (entries: readonly Entry[]) => entries.map(({ seq }) => seq)

test('everything comes, page by page, each asked for from where the last one ended', async () => {
  const { total, held, requests, pullPage, lacking } = await openScene(2 * limits.entriesPerPage)
  expect(await pullPages({ first: { scope: 'all', cursors: [] }, pullPage, lacking })).toEqual({ outcome: 'complete' })
  expect(seqsOf(held)).toEqual(numbersTo(total))
  expect(requests.map(({ scope, cursors }) => [scope, cursors[0]?.after])).toEqual([
    ['all', undefined],
    ['cursors', limits.entriesPerPage],
    ['cursors', 2 * limits.entriesPerPage],
  ])
})

test('a gap in one thread is filled, and nothing is asked for when there is none', async () => {
  const { total, held, requests, cursor, pullPage, lacking, expectHead } = await openScene(4)
  expect(await pullPages({ first: { scope: 'cursors', cursors: [] }, pullPage, lacking })).toEqual({
    outcome: 'complete',
  })
  expect(requests).toEqual([])
  expectHead(total)
  await pullPages({ first: { scope: 'cursors', cursors: [cursor()] }, pullPage, lacking })
  expect(seqsOf(held)).toEqual(numbersTo(total))
  expect(requests).toHaveLength(1)
})

test('a thread whose newest entry is not known is read as long as the relay has more', async () => {
  const { total, held, requests, cursor, pullPage } = await openScene(limits.entriesPerPage)
  const end = await pullPages({
    first: { scope: 'cursors', cursors: [cursor()] },
    pullPage,
    lacking: (more) => (more ? [cursor()] : []),
  })
  expect(end).toEqual({ outcome: 'complete' })
  expect(held).toHaveLength(total)
  expect(requests).toHaveLength(2)
})

test('what the relay does not have is asked for once', async () => {
  const { total, requests, cursor, pullPage, lacking, expectHead } = await openScene(1)
  expectHead(total + 5)
  const end = await pullPages({ first: { scope: 'cursors', cursors: [cursor()] }, pullPage, lacking })
  expect(end).toMatchObject({ outcome: 'absent', cursors: [{ sessionId: 'session', after: total }] })
  expect(requests).toHaveLength(2)
})

test('what the relay has comes although it has nothing for more threads than one request names', async () => {
  const { total, held, cursor, pullPage, lacking, expectHead } = await openScene(1)
  expectHead(total)
  const gone = Array.from(
    { length: limits.cursorsPerRequest },
    (_, n): Cursor => ({ sessionId: sessionIdSchema.parse(`gone-${n}`), thread: 'care', after: 7 }),
  )
  const end = await pullPages({
    first: { scope: 'cursors', cursors: [...gone, cursor()] },
    pullPage,
    lacking: () => [...gone, ...lacking()],
  })
  expect(end).toEqual({ outcome: 'absent', cursors: gone })
  expect(seqsOf(held)).toEqual(numbersTo(total))
})

test('pages that are not taken end the pull in place of being asked for without end', async () => {
  const { cursor, socket } = await openScene(limits.entriesPerPage + 1)
  const end = await pullPages({
    first: { scope: 'cursors', cursors: [cursor()] },
    pullPage: (request) => socket.request('sync:pull', request),
    lacking: () => [cursor()],
  })
  expect(end).toMatchObject({ outcome: 'unknown', failure: { kind: 'internal' } })
})

test('a request that fails ends the pull, with what was taken before', async () => {
  const { held, pullPage, lacking, socket } = await openScene(limits.entriesPerPage + 1)
  const end = await pullPages({
    first: { scope: 'all', cursors: [] },
    pullPage: async (request) => {
      const reply = await pullPage(request)
      socket.close()
      return reply
    },
    lacking,
  })
  expect(end).toMatchObject({ outcome: 'unknown', failure: { kind: 'offline' } })
  expect(held).toHaveLength(limits.entriesPerPage)
})
