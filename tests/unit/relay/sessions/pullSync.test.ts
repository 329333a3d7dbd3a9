import { expect, onTestFinished, test } from 'vitest'
import { createSessionCache } from '../../../../relay/sessions/cache/sessionCache.ts'
import { createPullSync } from '../../../../relay/sessions/sync/pullSync.ts'
import { createReadLog } from '../../../../relay/sessions/sync/readLog.ts'
import { openSqliteStore } from '../../../../relay/store/database/openSqliteStore.ts'
import type { Store } from '../../../../relay/store/store.ts'
import {
  clinician,
  message,
  otherSessionId,
  patient,
  session,
  sessionId,
} from '../../../contract/store/storeRecords.ts'
import { storeSession } from '../../../support/relay/storeSession.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

const principal = { userId: clinician, role: 'clinician', name: 'Doc' } as const

test('a page has nothing that was written after its principal was taken out, while others were being read', async () => {
  const store = await openSqliteStore({ file: ':memory:' })
  onTestFinished(store.close)
  for (const id of [sessionId, otherSessionId]) await storeSession(store, session({ id }))
  await store.log.appendAll([message(1), message(2, { sessionId: otherSessionId })])
  const sessionCache = createSessionCache(store, () => true)

  async function removeFromSessions(): Promise<void> {
    const left = session({ id: otherSessionId, participants: [{ userId: patient, name: 'Pat', role: 'patient' }] })
    const changed = await storeSession(store, left)
    if (changed.outcome !== 'changed') throw new Error('nobody was taken out')
    sessionCache.applyLocal(changed.record, changed.heads)
    const sessionVersion = changed.record.version
    await store.log.appendAll([message(3, { sessionId: otherSessionId, sessionVersion })])
  }
  const log: Store['log'] = {
    ...store.log,
    read: async (query) => {
      if (query.sessionId === otherSessionId) await removeFromSessions()
      return await store.log.read(query)
    },
  }
  const pullSync = createPullSync({ store: { ...store, log }, sessionCache, clock: createFakeClock() })
  const page = await pullSync(principal, { scope: 'all', cursors: [] })
  expect(page.entries.map((entry) => entry.sessionId)).toEqual([sessionId])
  expect(page.sessions?.map(({ id }) => id)).toEqual([sessionId])
})

test.each(['changes', 'sessions'] as const)(
  'a page of digests (%s) has nothing of a session out of which its principal was taken while others were being read',
  async (scope) => {
    const store = await openSqliteStore({ file: ':memory:' })
    onTestFinished(store.close)
    for (const id of [sessionId, otherSessionId]) await storeSession(store, session({ id }))
    await store.log.appendAll([message(1), message(2, { sessionId: otherSessionId })])
    const sessionCache = createSessionCache(store, () => true)
    const watermarks: Store['watermarks'] = {
      ...store.watermarks,
      of: async (ids) => {
        const left = session({ id: otherSessionId, participants: [{ userId: patient, name: 'Pat', role: 'patient' }] })
        const changed = await storeSession(store, left)
        if (changed.outcome !== 'changed') throw new Error('nobody was taken out')
        sessionCache.applyLocal(changed.record, changed.heads)
        return await store.watermarks.of(ids)
      },
    }
    const pullSync = createPullSync({ store: { ...store, watermarks }, sessionCache, clock: createFakeClock() })
    const sessionIds = [sessionId, otherSessionId]
    const page = await pullSync(principal, scope === 'changes' ? { scope, since: null } : { scope, sessionIds })
    expect(page.sessions?.map(({ id }) => id)).toEqual([sessionId])
    expect(JSON.stringify(page)).not.toContain('text 2')
  },
)

test('a part of a thread is refused to whom it was taken while it was being read, and has no words that were redacted meanwhile', async () => {
  const store = await openSqliteStore({ file: ':memory:' })
  onTestFinished(store.close)
  await storeSession(store, session())
  await store.log.appendAll([message(1), message(2)])
  const sessionCache = createSessionCache(store, () => true)
  const readLog = (meanwhile: () => Promise<unknown>) => {
    const standingAmendments: Store['log']['standingAmendments'] = async (targets) => {
      await meanwhile()
      return await store.log.standingAmendments(targets)
    }
    const log = { ...store.log, standingAmendments }
    return createReadLog({ store: { log }, sessionCache, clock: createFakeClock() })(principal, {
      sessionId,
      thread: 'care',
      limit: 10,
    })
  }
  const redaction = message(3, { body: { kind: 'redaction', target: message(1).id, targetSeq: 1 } })
  const page = await readLog(() => store.log.appendAll([redaction]))
  expect(page.entries.map(({ body }) => body.kind === 'message' && body.text)).toEqual(['', 'text 2'])
  expect(page.amendments.map(({ body }) => body.kind)).toEqual(['redaction'])
  const takenOut = readLog(async () => {
    const changed = await storeSession(store, session({ participants: [] }))
    if (changed.outcome === 'changed') sessionCache.applyLocal(changed.record, changed.heads)
  })
  await expect(takenOut).rejects.toMatchObject({ failure: { kind: 'notFound' } })
})
