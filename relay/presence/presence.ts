import type { Clock } from '../../src/shared/model/clock.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import type { Presence, PresenceStatus } from '../../src/shared/model/presence.ts'

/** A device as long as it is there: the native protocol's connection, or that of a dialect, or someone who polls. */
export interface PresentDevice {
  readonly userId: UserId
  /** One connection of the device; the same device may come with a new one before the old one has ended. */
  readonly connectionId: string
  /** What stays the same when the device connects again. */
  readonly deviceKey: string
}

export interface PresenceBoard {
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
  /** Whether a device of the user is there, whatever status it has set. */
  readonly isPresent: (userId: UserId) => boolean
  readonly hasDevice: (userId: UserId, deviceKey: string) => boolean
  /** Everyone who is or was connected since this node started. */
  readonly all: () => Presence[]
}

interface Attendant {
  readonly deviceKey: string
  status: PresenceStatus
  cancelExpiry: () => void
}

const nothing = () => undefined

/** The status of many devices is the first of these that one has. */
const order = ['busy', 'online', 'away'] as const

/**
 * Who is there, over all their devices: in a call if one is, else busy if one says so, else online if one is, else away. Held
 * in memory only. `changed` is called with what the others now see, when that is not what they saw before.
 */
export function createPresenceBoard(clock: Clock, changed: (presence: Presence) => void): PresenceBoard {
  const attendants = new Map<UserId, Map<string, Attendant>>()
  const calls = new Map<UserId, Set<string>>()
  const customStatuses = new Map<UserId, string>()
  const lastSeenAtMs = new Map<UserId, number>()

  function statusOf(userId: UserId): PresenceStatus {
    const statuses = [...(attendants.get(userId)?.values() ?? [])].map(({ status }) => status)
    if (statuses.length === 0) return 'offline'
    if (calls.has(userId) || statuses.includes('in_call')) return 'in_call'
    return order.find((status) => statuses.includes(status)) ?? 'offline'
  }
  function presenceOf(userId: UserId): Presence {
    const status = statusOf(userId)
    if (status === 'offline') {
      const lastSeenAt = lastSeenAtMs.get(userId)
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
      lastSeenAtMs.set(userId, clock.now())
      after = presenceOf(userId)
    }
    if (after.status !== before.status || after.customStatus !== before.customStatus) changed(after)
  }
  function remove(userId: UserId, connectionId: string): void {
    change(userId, () => {
      const ofUser = attendants.get(userId)
      ofUser?.get(connectionId)?.cancelExpiry()
      if (!ofUser?.delete(connectionId) || ofUser.size > 0) return
      attendants.delete(userId)
      customStatuses.delete(userId)
    })
  }

  return {
    arrive: ({ userId, connectionId, deviceKey }, lifeMs) =>
      change(userId, () => {
        const ofUser = attendants.get(userId) ?? new Map<string, Attendant>()
        attendants.set(userId, ofUser)
        const attendant = ofUser.get(connectionId) ?? { deviceKey, status: 'online', cancelExpiry: nothing }
        ofUser.set(connectionId, attendant)
        attendant.cancelExpiry()
        attendant.cancelExpiry =
          lifeMs === undefined ? nothing : clock.after(lifeMs, () => remove(userId, connectionId))
      }),
    set: (userId, connectionId, status, customStatus) =>
      change(userId, () => {
        const attendant = attendants.get(userId)?.get(connectionId)
        if (!attendant) return
        attendant.status = status
        if (customStatus) customStatuses.set(userId, customStatus)
        else if (customStatus !== undefined) customStatuses.delete(userId)
      }),
    leave: remove,
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
    isPresent: (userId) => attendants.has(userId),
    hasDevice: (userId, deviceKey) =>
      [...(attendants.get(userId)?.values() ?? [])].some((attendant) => attendant.deviceKey === deviceKey),
    all: () => [...new Set([...attendants.keys(), ...lastSeenAtMs.keys()])].map(presenceOf),
  }
}
