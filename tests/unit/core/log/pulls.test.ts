import { expect, onTestFinished, test } from 'vitest'
import type { Reply } from '../../../../src/client/reply.ts'
import type { Transport } from '../../../../src/main/core/link/transport.ts'
import { createCommit } from '../../../../src/main/core/log/commit.ts'
import { createPulls } from '../../../../src/main/core/log/pulls.ts'
import { createUnsentMessages } from '../../../../src/main/core/log/unsentMessages.ts'
import { createStorageHealth } from '../../../../src/main/core/runtime/storageHealth.ts'
import type { UpEvent } from '../../../../src/shared/protocol/up.ts'
import { anySessionId, aSession, clinicianId, openTestStorage } from '../../../support/console/openTestStorage.ts'
import { createKeptLog } from '../../../support/console/startCore.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

test('a relay that gives no end of the digests that it was asked for is not asked without end', async () => {
  const { storage } = openTestStorage()
  onTestFinished(() => storage.close())
  const { log } = createKeptLog()
  const commit = createCommit({
    ...{ storage, unsent: createUnsentMessages([]), isOpen: () => false, publish: () => undefined },
    self: () => ({ userId: clinicianId, name: 'Clin Ician', role: 'clinician' }),
    relayNow: () => Number.POSITIVE_INFINITY,
  })
  commit.storeSessions([aSession()], [])
  let requests = 0
  const endless: { readonly outcome: 'answered'; readonly answer: unknown } = {
    outcome: 'answered',
    answer: { success: true, entries: [], more: true, sessions: [], page: '' },
  }
  const over: Transport = {
    via: 'socket',
    request: async <E extends UpEvent>() => {
      requests += 1
      if (requests > 3) throw new Error('asked without end')
      return endless as Reply<E>
    },
  }
  const pulls = createPulls({
    ...{ storage, commit, log, serverTime: createFakeClock(), syncToken: () => null },
    transport: { report: () => undefined },
    storageHealth: createStorageHealth({ emit: () => undefined, log }),
  })
  expect(await pulls.pullDigests(over, [anySessionId])).toMatchObject({ kind: 'internal' })
  expect(requests).toBe(1)
})
