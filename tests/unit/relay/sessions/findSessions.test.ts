import { expect, onTestFinished, test } from 'vitest'
import { createSessionCache } from '../../../../relay/sessions/cache/sessionCache.ts'
import { createFindSessions } from '../../../../relay/sessions/finding/findSessions.ts'
import { openSqliteStore } from '../../../../relay/store/database/openSqliteStore.ts'
import type { Store } from '../../../../relay/store/store.ts'
import { sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import {
  atMs,
  clinician,
  message,
  otherSessionId,
  patient,
  session,
  sessionId,
} from '../../../contract/store/storeRecords.ts'
import { storeSession } from '../../../support/relay/storeSession.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

const principal = { userId: clinician, role: 'clinician', name: 'Doctor' } as const
const saying = (number: number, text: string, change: Parameters<typeof message>[1] = {}) =>
  message(number, { body: { kind: 'message', type: 'text', text }, ...change })

async function openStore(): Promise<Store> {
  const store = await openSqliteStore({ file: ':memory:' })
  onTestFinished(store.close)
  for (const id of [sessionId, otherSessionId]) await storeSession(store, session({ id }))
  return store
}

test('FND-5: what is not found in so much of the log is found by going on, once, and nothing blocks the others meanwhile', async () => {
  const store = await openStore()
  // Words of one letter are not asked of the index: all of the log is read.
  const many = Array.from({ length: 16_000 }, (_, at) => saying(at + 2, at % 2 === 0 ? 'x only' : 'y only'))
  await store.log.appendAll([saying(1, 'x and y'), ...many])
  await store.log.appendAll([saying(20_000, 'y then x', { sessionId: otherSessionId, thread: 'staff', atMs })])
  let pauses = 0
  const pause = async () => {
    pauses += 1
  }
  const sessionCache = createSessionCache(store, () => false)
  const find = createFindSessions({ store, sessionCache, clock: createFakeClock(), pause })
  const pages: (readonly string[])[] = []
  let page: string | undefined
  do {
    const answer = await find(principal, { text: 'x y', state: 'any', ...(page === undefined ? {} : { page }) })
    expect(answer.looked.entries).toBeLessThan(7_000)
    expect(pauses).toBeGreaterThanOrEqual(answer.looked.entries / 100)
    pauses = 0
    pages.push(
      answer.items.flatMap(({ session: { id }, messages }) =>
        messages.map(({ thread, seq }) => `${id} ${thread} ${seq}`),
      ),
    )
    page = answer.page
  } while (page !== undefined)
  expect(pages).toEqual([[], [], ['s1 care 1', 's2 staff 1']])
})

test('FND-4: a session that the asker was taken out of while it was looked through is not in the answer', async () => {
  const store = await openStore()
  await store.log.appendAll([saying(1, 'aspirin'), saying(2, 'aspirin', { sessionId: otherSessionId })])
  const sessionCache = createSessionCache(store, () => true)
  const log: Store['log'] = {
    ...store.log,
    read: async (range) => {
      if (range.sessionId === otherSessionId) {
        const left = session({ id: otherSessionId, participants: [{ userId: patient, name: 'Pat', role: 'patient' }] })
        const changed = await storeSession(store, left)
        if (changed.outcome === 'changed') sessionCache.applyLocal(changed.record, changed.heads)
      }
      return await store.log.read(range)
    },
  }
  const find = createFindSessions({ store: { ...store, log }, sessionCache, clock: createFakeClock() })
  const { items } = await find(principal, { text: 'aspirin', state: 'any' })
  expect(items.map(({ session: { id } }) => id)).toEqual([sessionId])
})

test('the words of a message that was redacted while others were looked through are not in the answer', async () => {
  const store = await openStore()
  const { id: target } = message(2)
  await store.log.appendAll([saying(1, 'aspirin', { sessionId: otherSessionId }), saying(2, 'aspirin, secret')])
  const log: Store['log'] = {
    ...store.log,
    read: async (range) => {
      if (range.sessionId === otherSessionId)
        await store.log.appendAll([message(3, { body: { kind: 'redaction', target, targetSeq: 1 } })])
      return await store.log.read(range)
    },
  }
  const sessionCache = createSessionCache(store, () => false)
  const find = createFindSessions({ store: { ...store, log }, sessionCache, clock: createFakeClock() })
  const answer = await find(principal, { text: 'aspirin', state: 'any' })
  expect(answer.items.map(({ session: { id }, messages }) => [id, messages.length])).toEqual([
    [sessionId, 0],
    [otherSessionId, 1],
  ])
  expect(JSON.stringify(answer)).not.toContain('secret')
})

test('pages are cut where a frame is full, and go on behind that', async () => {
  const store = await openStore()
  const ids = Array.from({ length: 9 }, (_, at) => sessionIdSchema.parse(`full-${at}`))
  const crowd = Array.from({ length: 400 }, (_, at) => ({
    userId: `${'u'.repeat(100)}${at}` as typeof patient,
    name: 'n'.repeat(200),
    role: 'patient' as const,
  }))
  const doctor = { userId: clinician, name: 'Doc', role: 'clinician' as const }
  for (const [at, id] of ids.entries())
    await storeSession(store, session({ id, createdAtMs: atMs + at, participants: [doctor, ...crowd] }))
  const sessionCache = createSessionCache(store, () => false)
  const find = createFindSessions({ store, sessionCache, clock: createFakeClock() })
  const got: string[] = []
  let page: string | undefined
  do {
    const answer = await find(principal, { text: 'full', state: 'any', ...(page === undefined ? {} : { page }) })
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(700_000)
    got.push(...answer.items.map(({ session: { id } }) => id))
    page = answer.page
  } while (page !== undefined)
  expect(got).toEqual(ids.toReversed())
})

test('long messages are looked through a few at a time, and weigh more than short ones', async () => {
  const store = await openStore()
  const long = `${'ab '.repeat(5_000)}zebra`
  const others = Array.from({ length: 60 }, (_, at) => saying(at + 10, `${long}s`))
  await store.log.appendAll([saying(1, `${long} last`), ...others])
  let pauses = 0
  const pause = async () => {
    pauses += 1
  }
  const sessionCache = createSessionCache(store, () => false)
  const find = createFindSessions({ store, sessionCache, clock: createFakeClock(), pause })
  const asked = async (text: string) => {
    pauses = 0
    const { items, looked } = await find(principal, { text, state: 'any' })
    return { found: items.flatMap(({ messages }) => messages.map(({ seq }) => seq)), looked }
  }
  expect((await asked('zebra')).found).toEqual([61, 60, 59])
  const { found, looked } = await asked('zebra last')
  expect(found).toEqual([1])
  expect(pauses).toBeGreaterThan(20)
  expect(looked.entries).toBeGreaterThan(600)
})
