import { expect, onTestFinished, test } from 'vitest'
import { type ChangesPage, type PullChangesParts, pullChanges, unfitPages } from '../../../src/client/pullChanges.ts'
import type { Reply } from '../../../src/client/reply.ts'
import { sessionSetOf } from '../../../src/shared/model/digest/sessionDigest.ts'
import type { Failure } from '../../../src/shared/model/failure.ts'
import { type SessionId, sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import type { ChangesPull } from '../../../src/shared/protocol/sync.ts'
import { connectNative } from '../../support/relay/nativeClient.ts'
import { openClientSocket } from '../../support/relay/openClientSocket.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

const ids = (count: number) =>
  Array.from({ length: count }, (_, n) => sessionIdSchema.parse(`session-${String(n).padStart(4, '0')}`))
const diskIsFull: Failure = { kind: 'diskFull', message: 'There is no room.' }

/** A clinician with so many sessions at a real relay, and a client that holds what it has taken of them. */
async function openScene(count: number) {
  const relay = await startRelay()
  onTestFinished(relay.stop)
  const open = (id: SessionId) => relay.putSession(id, { clinician: 'clinician', patient: 'patient' })
  const all = ids(count)
  for (let from = 0; from < count; from += 50) await Promise.all(all.slice(from, from + 50).map(open))
  const socket = await openClientSocket(relay)
  const patient = await connectNative({ url: relay.url, token: await relay.tokenFor('patient', 'patient') })
  onTestFinished(patient.close)

  const held = new Set<SessionId>()
  const pages: ChangesPage[] = []
  const requests: ChangesPull[] = []
  let token: string | null = null
  const parts: Omit<PullChangesParts, 'since'> = {
    ask: (request) => {
      requests.push(request)
      return socket.request('sync:pull', request)
    },
    take: (page) => {
      pages.push(page)
      for (const { id } of page.sessions) held.add(id)
      if (!page.end) return null
      if (page.isComplete) for (const id of held) if (!page.end.seen.has(id)) held.delete(id)
      token = page.end.token
      return null
    },
    agrees: (listed) => {
      const here = sessionSetOf(held)
      return here.count === listed.count && here.checksum === listed.checksum
    },
  }
  return {
    ...{ relay, socket, patient, all, open, held, parts },
    token: () => token,
    /** Pulls since the last time, with what is different. Returns the end, and what was asked and taken on the way. */
    pull: async (since: string | null = token, different: Partial<typeof parts> = {}) => {
      pages.length = 0
      requests.length = 0
      const end = await pullChanges({ ...parts, ...different, since })
      return { end, pages: [...pages], requests: [...requests] }
    },
  }
}

const idsOf = (pages: readonly ChangesPage[]) => pages.flatMap(({ sessions }) => sessions.map(({ id }) => id))
const agreed = { outcome: 'complete', agrees: true }

/** An answer of the relay, altered on its way. */
const altered =
  (ask: PullChangesParts['ask'], alter: (answer: Answer) => Answer, isMeant = (_request: ChangesPull) => true) =>
  async (request: ChangesPull): Promise<Reply<'sync:pull'>> => {
    const reply = await ask(request)
    return reply.outcome === 'answered' && isMeant(request) ? { ...reply, answer: alter(reply.answer) } : reply
  }
type Answer = Extract<Reply<'sync:pull'>, { readonly outcome: 'answered' }>['answer']

test('all sessions come in pages, each once, with their digests; then only what changed since', async () => {
  const { pull, all, patient, held } = await openScene(limits.sessionsPerPage + 20)
  const first = await pull()
  expect(first.end).toEqual(agreed)
  expect(first.pages.map(({ sessions, isComplete, end }) => [sessions.length, isComplete, end === null])).toEqual([
    [limits.sessionsPerPage, true, true],
    [20, true, false],
  ])
  expect(idsOf(first.pages).toSorted()).toEqual(all)
  expect(first.requests.map(({ since }) => since)).toEqual([null, null])

  await patient.send(all[7] ?? '', 'changed')
  const second = await pull()
  expect(second.end).toEqual(agreed)
  expect(second.requests).toHaveLength(1)
  expect(second.pages[0]?.isComplete).toBe(false)
  const changed = second.pages.flatMap(({ sessions }) => sessions).find(({ id }) => id === all[7])
  expect(changed?.digest).toMatchObject({ preview: { text: 'changed' }, unread: { care: 1 } })
  expect(held.size).toBe(all.length)
})

test('what happens while the pages come is in one of them or comes the next time', async () => {
  const { pull, all, patient, parts } = await openScene(limits.sessionsPerPage + 20)
  await pull(null, {
    ask: async (request) => {
      const reply = await parts.ask(request)
      // A session of the first page, which is on its way already.
      if (request.page === undefined) await patient.send(all[0] ?? '', 'between the pages')
      return reply
    },
  })
  const { pages } = await pull()
  const [found] = pages.flatMap(({ sessions }) => sessions).filter(({ id }) => id === all[0])
  expect(found?.digest?.preview?.text).toBe('between the pages')
})

test('a session that one was taken out of goes: the sets differ, and all is pulled once more', async () => {
  const { pull, all, relay, held } = await openScene(4)
  await pull()
  const [gone] = all
  if (gone) await relay.putSession(gone, { patient: 'patient' })
  const { end, requests, pages } = await pull()
  expect(end).toEqual(agreed)
  expect(requests.at(-1)?.since).toBeNull()
  expect(pages.at(-1)?.isComplete).toBe(true)
  expect([...held].toSorted()).toEqual(all.slice(1))
})

test('a token of another relay’s past brings everything at once, and what is in none of the pages goes', async () => {
  const { pull, all, held } = await openScene(4)
  const [elsewhere] = ids(90).slice(-1)
  if (elsewhere) held.add(elsewhere)
  const { end, requests, pages } = await pull(`${'0'.repeat(32)}.7`)
  expect(end).toEqual(agreed)
  expect([requests.length, pages.at(-1)?.isComplete]).toEqual([1, true])
  expect([...held].toSorted()).toEqual(all)
  expect((await pull()).end).toEqual(agreed)
})

test('where what is held stays another set than the relay’s, that is said, and not pulled for ever', async () => {
  const { pull } = await openScene(2)
  await pull()
  const { end, requests } = await pull(undefined, { agrees: () => false })
  expect(end).toEqual({ outcome: 'complete', agrees: false })
  expect(requests.map(({ since }) => since === null)).toEqual([false, true])
})

test.each<[string, (answer: Answer) => Answer]>([
  [
    'a session without its digest',
    (answer) => ({ ...answer, sessions: answer.sessions?.map(({ digest: _, ...one }) => one) }),
  ],
  ['no word of what is listed', ({ listed: _, ...answer }) => answer],
  ['a page announced, and not named', (answer) => ({ ...answer, more: true })],
  ['a page named, and not announced', (answer) => ({ ...answer, more: false, page: 'all~x' })],
])('an answer with %s is not taken, and the token of the last time stays', async (_what, alter) => {
  const { pull, token, parts, patient, all } = await openScene(2)
  await pull()
  const before = token()
  await patient.send(all[0] ?? '', 'changed')
  const { end, pages } = await pull(undefined, { ask: altered(parts.ask, alter) })
  expect(end).toEqual({ outcome: 'interrupted', failure: unfitPages })
  expect(unfitPages.message).toMatch(/not taken\. It is tried again; tell who runs the relay/)
  expect([pages, token()]).toEqual([[], before])
  expect((await pull()).end).toEqual(agreed)
})

test('pages that lead back to one of them end the pull in place of going round', async () => {
  const { pull, parts } = await openScene(limits.sessionsPerPage + 20)
  let again: string | undefined
  const { end, requests } = await pull(null, {
    ask: altered(parts.ask, (answer) => {
      again ??= answer.page
      return { ...answer, more: true, page: again }
    }),
  })
  expect(end).toEqual({ outcome: 'interrupted', failure: unfitPages })
  expect(requests).toHaveLength(2)
})

test('a line that breaks, and a disk that is full, end the pull; the next one begins from the same token', async () => {
  const { pull, token, parts, socket, all, patient } = await openScene(3)
  await pull()
  const before = token()
  await patient.send(all[1] ?? '', 'changed')
  expect((await pull(undefined, { take: () => diskIsFull })).end).toEqual({
    outcome: 'interrupted',
    failure: diskIsFull,
  })
  const { pages } = await pull(before)
  expect(idsOf(pages)).toContain(all[1])
  const cut = await pull(before, {
    ask: (request) => {
      socket.close()
      return parts.ask(request)
    },
  })
  expect(cut.end).toMatchObject({ outcome: 'interrupted', failure: { kind: 'offline' } })
  expect(cut.pages).toEqual([])
})
