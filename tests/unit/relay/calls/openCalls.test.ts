import { beforeEach, describe, expect, it } from 'vitest'
import { createOpenCalls, type OpenCalls } from '../../../../relay/calls/openCalls.ts'
import { createReconnections, type Reconnections } from '../../../../relay/calls/reconnections.ts'
import { createRinging, type Ringing } from '../../../../relay/calls/ringing.ts'
import { createPresenceRegistry, type PresenceRegistry } from '../../../../relay/presence/presenceRegistry.ts'
import type { CallRecord } from '../../../../relay/store/calls/callStore.ts'
import { callIdSchema } from '../../../../src/shared/model/call.ts'
import { sessionIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'
import { createFakeClock, type FakeClock } from '../../../support/time/fakeClock.ts'

const doc = userIdSchema.parse('doc')
const pat = userIdSchema.parse('pat')
const id = callIdSchema.parse('0197f3a0-0000-7000-8000-000000000001')
const ofDoc = { userId: doc, connectionId: 'c1', deviceKey: 'desk' }
const ofPat = { userId: pat, connectionId: 'c2', deviceKey: 'phone' }

describe('calls as a node knows them', () => {
  let clock: FakeClock
  let registry: PresenceRegistry
  let ringing: Ringing
  let reconnections: Reconnections
  let open: OpenCalls
  let ended: string[]
  let call: CallRecord
  let active: CallRecord

  beforeEach(() => {
    clock = createFakeClock()
    ended = []
    registry = createPresenceRegistry(clock, () => undefined)
    registry.arrive(ofDoc)
    registry.arrive(ofPat)
    ringing = createRinging(clock, () => ended.push('unanswered'))
    reconnections = createReconnections(registry, clock, () => ended.push('lost'))
    open = createOpenCalls({ registry, ringing, reconnections })
    call = {
      id,
      sessionId: sessionIdSchema.parse('s1'),
      callerId: doc,
      callerName: 'Doc',
      callerDevice: 'desk',
      calleeId: pat,
      calleeDevice: null,
      callType: 'audio',
      state: 'ringing',
      startedAtMs: clock.now(),
      ringsUntilMs: clock.now() + 30_000,
      acceptedAtMs: null,
      endedAtMs: null,
      endedBy: null,
      endReason: null,
    }
    active = { ...call, state: 'active', calleeDevice: 'phone', acceptedAtMs: clock.now() }
  })

  it('are unanswered at the end of their time, unless they were accepted before', () => {
    open.update(call)
    clock.advance(29_999)
    expect(ended).toEqual([])
    clock.advance(1)
    expect(ended).toEqual(['unanswered'])

    const other = { ...call, id: callIdSchema.parse('0197f3a0-0000-7000-8000-000000000002') }
    open.update({ ...other, ringsUntilMs: clock.now() + 10_000 })
    open.update({ ...active, id: other.id })
    clock.advance(10_000)
    expect(ended).toEqual(['unanswered'])
  })

  it('never go back: not from active to ringing, and not from their end', () => {
    open.update(call)
    open.update(active)
    open.update(call)
    expect(open.find(id)?.state).toBe('active')
    expect(registry.of(pat).status).toBe('in_call')
    open.update({ ...active, state: 'ended', endedAtMs: clock.now(), endReason: 'hungUp' })
    open.update(active)
    expect(open.all()).toEqual([])
    expect(registry.of(pat).status).toBe('online')
    clock.advance(60_000)
    expect(ended).toEqual([])
  })

  it('are lost when a device stays away, and not when it connects again in time', () => {
    open.update(active)
    registry.leave(pat, ofPat.connectionId)
    reconnections.await(active)
    clock.advance(29_999)
    registry.arrive({ ...ofPat, connectionId: 'c3' })
    reconnections.reconnected(active)
    clock.advance(60_000)
    expect(ended).toEqual([])

    registry.leave(pat, 'c3')
    reconnections.await(active)
    clock.advance(30_000)
    expect(ended).toEqual(['lost'])
  })

  it('are waited for no more when they are over, or the node stops', () => {
    open.update(active)
    registry.leave(doc, ofDoc.connectionId)
    reconnections.await(active)
    open.update({ ...active, state: 'ended', endedAtMs: clock.now(), endReason: 'hungUp' })
    reconnections.close()
    reconnections.await(active)
    clock.advance(60_000)
    expect(ended).toEqual([])
  })

  it('are of the node that they were initiated on while they ring', () => {
    ringing.own(id)
    open.update(call)
    expect(ringing.ownIds()).toEqual([id])
    open.update(active)
    expect(ringing.ownIds()).toEqual([])
  })

  it('that other nodes report to one that stops are theirs to end', () => {
    ringing.close()
    open.update(call)
    clock.advance(60_000)
    expect(ended).toEqual([])
  })
})
