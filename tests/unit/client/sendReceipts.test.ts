import { expect, test } from 'vitest'
import type { SendRequest } from '../../../src/client/relaySocket.ts'
import type { Reply } from '../../../src/client/reply.ts'
import { createSendReceipts } from '../../../src/client/sendReceipts.ts'
import type { FailureKind } from '../../../src/shared/model/failure.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'

const [first, second] = [sessionIdSchema.parse('first'), sessionIdSchema.parse('second')]

/** A sender whose relay refuses what `refusals` says, one after the other, and takes the rest. */
function stage(...refusals: FailureKind[]) {
  const clock = createFakeClock()
  const sent: unknown[] = []
  let isOpen = true
  const request: SendRequest = async (event, payload) => {
    sent.push(payload)
    const kind = refusals.shift()
    const reply = kind ? { outcome: 'refused', failure: { kind, message: 'no' } } : { outcome: 'answered' }
    return reply as Reply<typeof event>
  }
  const receipts = createSendReceipts({
    ...{ clock, jitter: { fraction: () => 0.5 }, gatherMs: 50 },
    request: () => (isOpen ? request : undefined),
  })
  const pass = async (byMs: number) => {
    clock.advance(byMs)
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
  }
  const setOpen = (next: boolean) => {
    isOpen = next
  }
  return { sent, receipts, pass, setOpen }
}

const mark = (sessionId: string, upTo: number) => ({ sessionId, thread: 'care', deliveredUpTo: upTo, readUpTo: 0 })

test('receipts of a while go together, the highest of each thread, and nothing twice', async () => {
  const { sent, receipts, pass } = stage()
  receipts.raise(first, 'care', { deliveredUpTo: 1 })
  receipts.raise(second, 'care', { deliveredUpTo: 5 })
  receipts.raise(first, 'care', { deliveredUpTo: 2 })
  receipts.raise(second, 'care', { deliveredUpTo: 4 })
  await pass(50)
  await pass(60_000)
  expect(sent).toEqual([{ marks: [mark('first', 2), mark('second', 5)] }])
})

test('what the relay wants later is sent again by itself, what it refuses for good is not', async () => {
  const { sent, receipts, pass } = stage('rateLimited', 'rateLimited')
  receipts.raise(first, 'care', { deliveredUpTo: 1 })
  for (const waitMs of [50, 375, 750, 60_000]) await pass(waitMs)
  expect(sent).toHaveLength(3)
  const refused = stage('notFound')
  refused.receipts.raise(first, 'care', { deliveredUpTo: 1 })
  for (const waitMs of [50, 60_000]) await refused.pass(waitMs)
  expect(refused.sent).toHaveLength(1)
})

test('what could not be sent waits for the next connection', async () => {
  const { sent, receipts, pass, setOpen } = stage()
  setOpen(false)
  receipts.raise(first, 'care', { deliveredUpTo: 1 })
  await pass(60_000)
  setOpen(true)
  receipts.resume()
  await pass(50)
  expect(sent).toEqual([{ marks: [mark('first', 1)] }])
})
