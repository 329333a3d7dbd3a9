import { v7 } from 'uuid'
import { expect, it } from 'vitest'
import { nodeLimits } from '../../../../relay/cluster/nodeLimits.ts'
import { createReorderBuffer } from '../../../../relay/cluster/reorderBuffer.ts'
import { createLog } from '../../../../relay/log.ts'
import { createCachedSession } from '../../../../relay/sessions/cache/cachedSession.ts'
import { openSqliteStore } from '../../../../relay/store/database/openSqliteStore.ts'
import { entryIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'
import { sessionRecord } from '../../../support/relay/sessionRecord.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

it('reads no more when it was stopped, though a reading under way fails then', async () => {
  const { log, close } = await openSqliteStore({ file: ':memory:' })
  await close()
  const clock = createFakeClock()
  const reading = Promise.withResolvers<never>()
  let readings = 0
  const buffer = createReorderBuffer({
    store: {
      log: {
        ...log,
        read: () => {
          readings += 1
          return reading.promise
        },
      },
    },
    deliver: () => undefined,
    clock,
    log: createLog('silent'),
  })
  const session = createCachedSession(sessionRecord({ participants: [] }))
  buffer.take(session, {
    id: entryIdSchema.parse(v7()),
    sessionId: session.record().id,
    ...{ thread: 'care', seq: 2, at: 0, body: { kind: 'message', type: 'text', text: 'early' } },
    ...{ senderId: userIdSchema.parse('doc'), senderName: 'Doc', senderRole: 'clinician' },
  })
  clock.advance(nodeLimits.gapWaitMs)
  expect(readings).toBe(1)
  buffer.stop()
  reading.reject(new Error('the store is closed'))
  await new Promise((resolve) => setImmediate(resolve))
  clock.advance(60_000)
  expect(readings).toBe(1)
})
