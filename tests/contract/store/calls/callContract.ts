import { describe, expect, it } from 'vitest'
import type { CallRecord } from '../../../../relay/store/calls/callStore.ts'
import type { Store } from '../../../../relay/store/store.ts'
import { type CallId, callIdSchema } from '../../../../src/shared/model/call.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { atMs, patient as callee, clinician as caller, sessionId, uuid } from '../storeRecords.ts'

const callId = (number: number): CallId => callIdSchema.parse(uuid(number))

function call(change: Partial<CallRecord> = {}): CallRecord {
  return {
    id: callId(1),
    sessionId,
    callerId: caller,
    callerName: 'Doc',
    callerDevice: 'desk',
    calleeId: callee,
    calleeDevice: null,
    callType: 'video',
    state: 'ringing',
    startedAtMs: atMs,
    ringsUntilMs: atMs + 45_000,
    acceptedAtMs: null,
    endedAtMs: null,
    endedBy: null,
    endReason: null,
    ...change,
  }
}

/** A call changes its state once, for one of all that try. */
export function callContract({ store }: ContractStore): void {
  describe('calls', () => {
    it('are stored once; under an id that is taken, the first is returned', async () => {
      expect(await store().calls.insert(call())).toEqual({ call: call(), isNew: true })
      expect(await store().calls.insert(call({ callType: 'audio' }))).toEqual({ call: call(), isNew: false })
      expect(await store().calls.find(callId(1))).toEqual(call())
      expect(await store().calls.find(callId(2))).toBeUndefined()
    })

    it('are accepted by one of many devices that try at once', async () => {
      await store().calls.insert(call())
      const outcomes = await Promise.all(
        ['a', 'b', 'c', 'd'].map((calleeDevice) =>
          store().calls.change(callId(1), ['ringing'], { state: 'active', calleeDevice, acceptedAtMs: atMs + 10 }),
        ),
      )
      const winners = outcomes.filter((outcome) => outcome !== undefined)
      expect(winners).toHaveLength(1)
      expect(await store().calls.find(callId(1))).toEqual(winners[0])
    })

    it('end once, from the states that are named', async () => {
      await store().calls.insert(call())
      const to = { state: 'ended', endedAtMs: atMs + 5, endedBy: caller, endReason: 'cancelled' } as const
      expect(await store().calls.change(callId(1), ['active'], to)).toBeUndefined()
      const ended = { state: 'ended', endedAtMs: atMs + 5, endedBy: caller, endReason: 'cancelled' } as const
      expect(await store().calls.change(callId(1), ['ringing', 'active'], to)).toEqual(call(ended))
      expect(await store().calls.change(callId(1), ['ringing', 'active'], to)).toBeUndefined()
    })

    it('are listed by either side while they are open, the oldest first', async () => {
      const third = userIdSchema.parse('third')
      await store().calls.insert(call({ id: callId(2), startedAtMs: atMs + 2 }))
      await store().calls.insert(call({ id: callId(1), callerId: callee, calleeId: third, startedAtMs: atMs + 1 }))
      await store().calls.insert(call({ id: callId(3), state: 'missed', startedAtMs: atMs }))
      const ids = async (of: Parameters<Store['calls']['open']>[0]) =>
        (await store().calls.open(of)).map(({ id }) => id)
      expect(await ids({ userId: callee })).toEqual([callId(1), callId(2)])
      expect(await ids({ userId: third })).toEqual([callId(1)])
      expect(await ids('everything')).toEqual([callId(1), callId(2)])
    })

    it('keep their measurements as they were given', async () => {
      await store().calls.insert(call())
      const quality = { packetLossPercent: 2.35, jitterMs: 12.5, roundTripMs: 80.1, bitrateKbps: 950.25 }
      await store().calls.addQuality(callId(1), callee, atMs, quality)
      await store().calls.addQuality(callId(1), callee, atMs, { ...quality, jitterMs: 99 })
      await store().calls.addQuality(callId(1), caller, atMs + 1, { packetLossPercent: 0, jitterMs: 0, roundTripMs: 0 })
      expect(await store().calls.quality(callId(1))).toEqual([
        { userId: callee, atMs, quality },
        { userId: caller, atMs: atMs + 1, quality: { packetLossPercent: 0, jitterMs: 0, roundTripMs: 0 } },
      ])
    })
  })
}
