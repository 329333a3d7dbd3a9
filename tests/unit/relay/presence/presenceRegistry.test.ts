import { beforeEach, describe, expect, it } from 'vitest'
import { createPresenceRegistry, type PresenceRegistry } from '../../../../relay/presence/presenceRegistry.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import type { Presence } from '../../../../src/shared/model/presence.ts'
import { createFakeClock, type FakeClock } from '../../../support/time/fakeClock.ts'

const userId = userIdSchema.parse('doc')
const desk = { userId, connectionId: 'c1', deviceKey: 'desk' }
const phone = { userId, connectionId: 'c2', deviceKey: 'phone' }

describe('the presence registry', () => {
  let clock: FakeClock
  let registry: PresenceRegistry
  let changes: Presence[]

  beforeEach(() => {
    clock = createFakeClock()
    changes = []
    registry = createPresenceRegistry(clock, (presence) => changes.push(presence))
  })

  it('makes one presence of many devices: in a call before busy before online before away', () => {
    registry.arrive(desk)
    registry.arrive(phone)
    registry.set(userId, 'c1', 'away')
    expect(registry.of(userId).status).toBe('online')
    registry.set(userId, 'c2', 'busy')
    expect(registry.of(userId).status).toBe('busy')
    registry.enterCall(userId, 'call-1')
    registry.enterCall(userId, 'call-2')
    registry.leaveCall(userId, 'call-1')
    expect(registry.of(userId).status).toBe('in_call')
    registry.leaveCall(userId, 'call-2')
    registry.leave(userId, 'c2')
    expect(registry.of(userId).status).toBe('away')
    registry.leave(userId, 'c1')
    expect(changes.map(({ status }) => status)).toEqual(['online', 'busy', 'in_call', 'busy', 'away', 'offline'])
  })

  it('has when someone who is gone was last seen, and nothing of their own words', () => {
    registry.arrive(desk)
    registry.set(userId, 'c1', 'busy', 'In surgery')
    expect(registry.of(userId)).toEqual({ userId, status: 'busy', customStatus: 'In surgery' })
    clock.advance(5_000)
    registry.leave(userId, 'c1')
    expect(registry.of(userId)).toEqual({ userId, status: 'offline', lastSeenAt: clock.now() })
    registry.arrive(desk)
    expect(registry.of(userId)).toEqual({ userId, status: 'online' })
  })

  it('keeps the words of one device when another sets its status, until they are taken back', () => {
    registry.arrive(desk)
    registry.arrive(phone)
    registry.set(userId, 'c1', 'online', 'At lunch')
    registry.set(userId, 'c2', 'away')
    expect(registry.of(userId).customStatus).toBe('At lunch')
    registry.set(userId, 'c2', 'away', null)
    expect(registry.of(userId).customStatus).toBeUndefined()
  })

  it('forgets a device that has not arrived again in its time', () => {
    registry.arrive(desk, 10_000)
    clock.advance(9_000)
    registry.arrive(desk, 10_000)
    clock.advance(9_000)
    expect(registry.hasDevice(userId, 'desk')).toBe(true)
    clock.advance(1_000)
    expect(registry.isPresent(userId)).toBe(false)
    expect(changes.map(({ status }) => status)).toEqual(['online', 'offline'])
  })

  it('knows a device by its key while one of its connections is there', () => {
    registry.arrive(desk)
    registry.arrive({ ...desk, connectionId: 'c3' })
    registry.leave(userId, 'c1')
    expect(registry.hasDevice(userId, 'desk')).toBe(true)
    registry.leave(userId, 'c3')
    expect(registry.hasDevice(userId, 'desk')).toBe(false)
  })

  it('is not moved by a status for a connection that is gone', () => {
    registry.set(userId, 'c1', 'busy', 'nobody')
    expect(changes).toEqual([])
  })
})
