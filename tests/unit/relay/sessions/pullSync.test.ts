import { expect, onTestFinished, test } from 'vitest'
import { createSessionCache } from '../../../../relay/sessions/cache/sessionCache.ts'
import { createPullSync } from '../../../../relay/sessions/sync/pullSync.ts'
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
