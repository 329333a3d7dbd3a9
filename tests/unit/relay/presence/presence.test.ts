import { beforeEach, describe, expect, it } from 'vitest'
import { createPresenceBoard, type PresenceBoard } from '../../../../relay/presence/presence.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import type { Presence } from '../../../../src/shared/model/presence.ts'
import { createFakeClock, type FakeClock } from '../../../support/time/fakeClock.ts'

const userId = userIdSchema.parse('doc')
const desk = { userId, connectionId: 'c1', deviceKey: 'desk' }
const phone = { userId, connectionId: 'c2', deviceKey: 'phone' }

describe('the board of who is there', () => {
  let clock: FakeClock
  let board: PresenceBoard
  let told: Presence[]

  beforeEach(() => {
    clock = createFakeClock()
    told = []
    board = createPresenceBoard(clock, (presence) => told.push(presence))
  })

  it('makes one presence of many devices: in a call before busy before online before away', () => {
    board.arrive(desk)
    board.arrive(phone)
    board.set(userId, 'c1', 'away')
    expect(board.of(userId).status).toBe('online')
    board.set(userId, 'c2', 'busy')
    expect(board.of(userId).status).toBe('busy')
    board.enterCall(userId, 'call-1')
    board.enterCall(userId, 'call-2')
    board.leaveCall(userId, 'call-1')
    expect(board.of(userId).status).toBe('in_call')
    board.leaveCall(userId, 'call-2')
    board.leave(userId, 'c2')
    expect(board.of(userId).status).toBe('away')
    board.leave(userId, 'c1')
    expect(told.map(({ status }) => status)).toEqual(['online', 'busy', 'in_call', 'busy', 'away', 'offline'])
  })

  it('says when someone who is gone was last seen, and nothing of their own words', () => {
    board.arrive(desk)
    board.set(userId, 'c1', 'busy', 'In surgery')
    expect(board.of(userId)).toEqual({ userId, status: 'busy', customStatus: 'In surgery' })
    clock.advance(5_000)
    board.leave(userId, 'c1')
    expect(board.of(userId)).toEqual({ userId, status: 'offline', lastSeenAt: clock.now() })
    board.arrive(desk)
    expect(board.of(userId)).toEqual({ userId, status: 'online' })
  })

  it('keeps the words of one device when another sets its status, until they are taken back', () => {
    board.arrive(desk)
    board.arrive(phone)
    board.set(userId, 'c1', 'online', 'At lunch')
    board.set(userId, 'c2', 'away')
    expect(board.of(userId).customStatus).toBe('At lunch')
    board.set(userId, 'c2', 'away', null)
    expect(board.of(userId).customStatus).toBeUndefined()
  })

  it('forgets a device that has not arrived again in its time', () => {
    board.arrive(desk, 10_000)
    clock.advance(9_000)
    board.arrive(desk, 10_000)
    clock.advance(9_000)
    expect(board.hasDevice(userId, 'desk')).toBe(true)
    clock.advance(1_000)
    expect(board.isPresent(userId)).toBe(false)
    expect(told.map(({ status }) => status)).toEqual(['online', 'offline'])
  })

  it('knows a device by its key while one of its connections is there', () => {
    board.arrive(desk)
    board.arrive({ ...desk, connectionId: 'c3' })
    board.leave(userId, 'c1')
    expect(board.hasDevice(userId, 'desk')).toBe(true)
    board.leave(userId, 'c3')
    expect(board.hasDevice(userId, 'desk')).toBe(false)
  })

  it('is not moved by a status for a connection that is gone', () => {
    board.set(userId, 'c1', 'busy', 'nobody')
    expect(told).toEqual([])
  })
})
