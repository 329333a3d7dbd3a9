import { expect, onTestFinished, test } from 'vitest'
import { createCommit } from '../../../../src/main/core/log/commit.ts'
import { createUnsentMessages } from '../../../../src/main/core/log/unsentMessages.ts'
import type { Entry } from '../../../../src/shared/model/entry.ts'
import { decryptedLog } from '../../../support/console/decryptedPages.ts'
import {
  anEntry,
  anySessionId,
  aSession,
  clinicianId,
  openTestStorage,
  patientId,
  testKey,
} from '../../../support/console/openTestStorage.ts'

const care = { sessionId: anySessionId, thread: 'care' } as const

/** A console whose session is open or not, as the test says, with what it holds of the care thread. */
function start({ isOpen = false, participants = aSession().participants } = {}) {
  const { storage, file } = openTestStorage()
  onTestFinished(() => storage.close())
  const commit = createCommit({
    ...{ storage, unsent: createUnsentMessages([]), isOpen: () => isOpen },
    self: () => ({ userId: clinicianId, name: 'Clin Ician', role: 'clinician' }),
    relayNow: () => Number.POSITIVE_INFINITY,
    publish: () => undefined,
  })
  commit.storeSessions([aSession({ participants })], [])
  const holding = () => storage.ranges.findHolding(clinicianId, anySessionId, 'care')
  const texts = () => {
    const thread = storage.sessions.findThread(anySessionId, 'care')
    return thread ? storage.entries.page(thread, null, 1_000).map(({ seq }) => seq) : []
  }
  const logHolds = (text: string) => decryptedLog(file, testKey).includes(text)
  return { storage, commit, holding, texts, logHolds }
}

const said = (from: number, upTo: number): Entry[] =>
  Array.from({ length: upTo - from + 1 }, (_, index) => anEntry(from + index))
const mark = (userId: typeof clinicianId, upTo: number) => ({ ...care, userId, deliveredUpTo: upTo, readUpTo: upTo })
const digest = (unread: number) => ({
  ...{ owedSince: null, lastActivityAt: 1_000, preview: null, saidUpTo: 0, unread: { care: unread, staff: 0 } },
})

test('what was read and had come in another past is neither read nor delivered in this one', () => {
  const { storage, commit, holding } = start()
  commit.storeEntries(said(1, 50))
  commit.markSeen(anySessionId, 'care', 50)
  commit.storeWatermarks([mark(clinicianId, 50), mark(patientId, 50)], null)
  // Restored to 20, and written on to 80, of which this console gets the newest.
  const request = { ...care, limit: 20 }
  const entries = [...said(50, 50), ...said(61, 80)].slice(1)
  const other = said(49, 50)
  commit.storePage(
    { request: { ...care, after: 48, limit: 20 }, entries: other, amendments: [], head: 80 },
    commit.asOfNow(),
  )
  commit.storePage({ request, entries, amendments: [], head: 80 }, commit.asOfNow())
  const marks = [mark(clinicianId, 20), mark(patientId, 10)].map(({ sessionId: _, ...each }) => each)
  const synced = { ...aSession({ heads: { care: 80, staff: 0 }, watermarks: marks }), digest: digest(60) }
  commit.storeDigests([synced], commit.asOfNow())
  expect(holding()).toMatchObject({ readUpTo: 20, deliveredUpTo: 20, unreadCount: 60 })
  expect(storage.watermarks.owed(clinicianId, 10)).toEqual([])
  expect(holding()).toMatchObject({ reachedDeliveredUpTo: 10, reachedReadUpTo: 10 })
})

test('a list of a past that ends earlier takes back how far messages had come', () => {
  const { commit, holding, storage } = start()
  commit.storeEntries(said(1, 50))
  commit.markSeen(anySessionId, 'care', 50)
  commit.storeWatermarks([mark(clinicianId, 50), mark(patientId, 50)], null)
  const marks = [mark(clinicianId, 15), mark(patientId, 10)].map(({ sessionId: _, ...each }) => each)
  const synced = { ...aSession({ heads: { care: 20, staff: 0 }, watermarks: marks }), digest: digest(5) }
  const end = { token: 'a token', gone: [], isDoubted: true }
  commit.storeListPage({ sessions: [synced], asked: commit.asOfNow(), isComplete: true, end })
  expect(holding()).toMatchObject({ deliveredUpTo: 15, reachedDeliveredUpTo: 10, reachedReadUpTo: 10 })
  // What is here of it was read here, and the relay is told so again.
  expect(storage.watermarks.owed(clinicianId, 10)).toMatchObject([{ deliveredUpTo: 20, readUpTo: 20 }])
})

test('what was stored ahead of a long gap goes with the rest that lies before it', () => {
  const { commit, texts, holding } = start()
  commit.storeSessions([aSession({ heads: { care: 9, staff: 0 } })], [])
  commit.storeDigests([{ ...aSession({ heads: { care: 9, staff: 0 } }), digest: digest(0) }], commit.asOfNow())
  commit.storeEntries([anEntry(10)])
  expect(texts()).toEqual([10])
  commit.storePage(
    { request: { ...care, limit: 20 }, entries: said(2_001, 2_020), amendments: [], head: 2_020 },
    commit.asOfNow(),
  )
  expect(holding()?.ranges).toEqual([{ fromSeq: 2_001, upToSeq: 2_020 }])
  expect(texts()[0]).toBe(2_001)
})

test('what came for a tab before anything else of its thread is forgotten with it', () => {
  const participants = aSession().participants.filter(({ userId }) => userId !== clinicianId)
  const { commit, texts, storage } = start({ isOpen: true, participants })
  const synced = { ...aSession({ participants, heads: { care: 9, staff: 0 } }), digest: digest(0) }
  commit.storeDigests([synced], commit.asOfNow())
  commit.storeEntries([anEntry(10)])
  expect(texts()).toEqual([10])
  expect(storage.ranges.heldForTabs(clinicianId)).toEqual([anySessionId])
  expect(storage.ranges.isHeldForTab(clinicianId, anySessionId)).toBe(true)
  commit.forget([anySessionId])
  expect(texts()).toEqual([])
  expect(storage.ranges.heldForTabs(clinicianId)).toEqual([])
})

test('what stands in the place of something else is told to whoever has that on the screen', () => {
  const { commit } = start()
  commit.storeEntries(said(1, 50))
  const live = anEntry(50)
  expect(commit.storeEntries([live])).toMatchObject({ entries: [live], gap: 'entries' })
  commit.storePage(
    { request: { ...care, limit: 50 }, entries: said(1, 50), amendments: [], head: 50 },
    commit.asOfNow(),
  )
  const other = said(31, 50)
  const request = { ...care, after: 30, limit: 20 }
  const { entries } = commit.storePage({ request, entries: other, amendments: [], head: 50 }, commit.asOfNow())
  expect(entries).toEqual(other)
})

test('what was taken back is in no file either when only the list has shown it, and something else since', () => {
  const participants = aSession().participants.filter(({ userId }) => userId !== clinicianId)
  const { commit, texts, logHolds } = start({ participants })
  const [secret, later] = [anEntry(1, { body: { kind: 'message', type: 'text', text: 'MARKER-7K' } }), anEntry(2)]
  commit.storeEntries([secret])
  commit.storeEntries([later])
  expect([texts(), logHolds('MARKER-7K')]).toEqual([[], true])
  commit.storeEntries([anEntry(3, { body: { kind: 'redaction', target: secret.id, targetSeq: 1 } })])
  expect(logHolds('MARKER-7K')).toBe(false)
})
