import type { UserId } from '../../src/shared/model/ids.ts'
import type { Presence, PresenceStatus } from '../../src/shared/model/presence.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { createLastSeen } from './lastSeen.ts'
import type { AccessScope, PresentDevice } from './presentDevice.ts'
import { createPresentDevices } from './presentDevices.ts'

export interface PresenceRegistry {
  /**
   * A device is there, or still is. With `lifeMs` it is forgotten by itself when it has not arrived again by then: for those
   * who poll, and for devices on other nodes.
   */
  readonly arrive: (device: PresentDevice, lifeMs?: number) => void
  /** The status of one connection; the text is the user's, on all devices. A text that is left out stays, null is none. */
  readonly set: (
    userId: UserId,
    connectionId: string,
    status: PresenceStatus,
    customStatus?: string | null | undefined,
  ) => void
  readonly leave: (userId: UserId, connectionId: string) => void
  /** The user takes part in a call, from now on or no more. */
  readonly enterCall: (userId: UserId, callId: string) => void
  readonly leaveCall: (userId: UserId, callId: string) => void
  readonly of: (userId: UserId) => Presence
  /** Returns whether a device of the user is there, whatever status it has set. */
  readonly isPresent: (userId: UserId) => boolean
  /** Returns whether this connection of the user is there. */
  readonly isAttending: (userId: UserId, connectionId: string) => boolean
  /** Rights of the user's devices that receive all that they may see, device by device. */
  readonly scopesOf: (userId: UserId) => AccessScope[]
  readonly hasDevice: (userId: UserId, deviceKey: string) => boolean
  /** Everyone who is connected, and who was lately; who has been away for long is forgotten. */
  readonly all: () => Presence[]
}

/** The status of many devices is the first of these that one has. */
const order = ['busy', 'online', 'away'] as const

/**
 * Creates the registry of everyone's presence, over all their devices: in a call if one is, else busy if one says so, else online if
 * one is, else away. Held in memory only. `changed` is called with what the others now see, when that differs from what they saw
 * before.
 */
export function createPresenceRegistry(clock: Clock, changed: (presence: Presence) => void): PresenceRegistry {
  const devices = createPresentDevices(clock)
  const lastSeen = createLastSeen(clock)
  const calls = new Map<UserId, Set<string>>()
  const customStatuses = new Map<UserId, string>()

  function statusOf(userId: UserId): PresenceStatus {
    const statuses = devices.statuses(userId)
    if (statuses.length === 0) return 'offline'
    if (calls.has(userId) || statuses.includes('in_call')) return 'in_call'
    return order.find((status) => statuses.includes(status)) ?? 'offline'
  }
  function presenceOf(userId: UserId): Presence {
    const status = statusOf(userId)
    if (status === 'offline') {
      const lastSeenAt = lastSeen.of(userId)
      return { userId, status, ...(lastSeenAt === undefined ? {} : { lastSeenAt }) }
    }
    const customStatus = customStatuses.get(userId)
    return { userId, status, ...(customStatus === undefined ? {} : { customStatus }) }
  }
  function change(userId: UserId, apply: () => void): void {
    const before = presenceOf(userId)
    apply()
    let after = presenceOf(userId)
    if (after.status === 'offline' && before.status !== 'offline') {
      lastSeen.record(userId)
      after = presenceOf(userId)
    }
    if (after.status !== before.status || after.customStatus !== before.customStatus) changed(after)
  }
  function leave(userId: UserId, connectionId: string): void {
    change(userId, () => {
      if (devices.remove(userId, connectionId)) customStatuses.delete(userId)
    })
  }

  return {
    arrive: (device, lifeMs) =>
      change(device.userId, () => devices.add(device, lifeMs, () => leave(device.userId, device.connectionId))),
    set: (userId, connectionId, status, customStatus) =>
      change(userId, () => {
        if (!devices.setStatus(userId, connectionId, status)) return
        if (customStatus) customStatuses.set(userId, customStatus)
        else if (customStatus !== undefined) customStatuses.delete(userId)
      }),
    leave,
    enterCall: (userId, callId) =>
      change(userId, () => {
        calls.set(userId, (calls.get(userId) ?? new Set()).add(callId))
      }),
    leaveCall: (userId, callId) =>
      change(userId, () => {
        const ofUser = calls.get(userId)
        ofUser?.delete(callId)
        if (ofUser?.size === 0) calls.delete(userId)
      }),
    of: presenceOf,
    isPresent: devices.hasUser,
    isAttending: devices.hasConnection,
    scopesOf: devices.scopes,
    hasDevice: devices.hasDevice,
    all: () => [...new Set([...devices.userIds(), ...lastSeen.userIds()])].map(presenceOf),
  }
}
