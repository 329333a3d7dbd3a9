import { expect, onTestFinished, test } from 'vitest'
import { createContestedSessions } from '../../../../relay/cluster/contestedSessions.ts'
import { createResync } from '../../../../relay/cluster/resync.ts'
import { createLog } from '../../../../relay/log.ts'
import { createSessionCache } from '../../../../relay/sessions/cache/sessionCache.ts'
import { openSqliteStore } from '../../../../relay/store/database/openSqliteStore.ts'
import { type SessionId, sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'
import { until } from '../../../support/time/until.ts'

async function startResync() {
  const store = await openSqliteStore({ file: ':memory:' })
  onTestFinished(store.close)
  let runs = 0
  const resync = createResync({
    store,
    sessionCache: createSessionCache(store, () => false),
    deliverInSession: () => undefined,
    connectedUsers: () => {
      runs += 1
      return []
    },
    sessionsOf: () => [],
    hasOnlookers: () => false,
    clock: createFakeClock(),
    log: createLog('silent'),
  })
  return { resync, runs: () => runs }
}

/** Once a run has begun, what it waits for is on its way: after these turns of the event loop another would have begun. */
const someTurns = async () => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

test('everything is reread once for each time that events were missed, and once more for those missed meanwhile', async () => {
  const { resync, runs } = await startResync()
  resync.request()
  resync.request()
  resync.request()
  await until('both have run', () => runs() === 2)
  await someTurns()
  expect(runs()).toBe(2)
})

test('a node that stops rereads nothing, whatever it missed before or misses after', async () => {
  const { resync, runs } = await startResync()
  resync.request()
  resync.request()
  resync.stop()
  resync.request()
  await someTurns()
  expect(runs()).toBeLessThanOrEqual(1)
})

test('a session that two nodes have changed is reread at once and when all have published; by a node that stops, not at all', () => {
  const id = sessionIdSchema.parse('s1')
  const clock = createFakeClock()
  const reread: SessionId[][] = []
  const contested = createContestedSessions({
    sessionCache: {
      refresh: (ids) => {
        reread.push([...ids])
        return Promise.resolve()
      },
    },
    clock,
    onDefect: (error) => {
      throw error
    },
  })
  contested.noteChange(id, 'node-1')
  clock.advance(1_000)
  reread.length = 0
  contested.noteChange(id, 'node-2')
  expect(reread).toEqual([[id]])
  clock.advance(1_000)
  expect(reread).toEqual([[id], [id]])
  contested.noteChange(id, 'node-1')
  contested.stop()
  contested.noteChange(id, 'node-2')
  clock.advance(60_000)
  expect(reread).toHaveLength(3)
})
