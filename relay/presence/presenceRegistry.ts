import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Presence, PresenceStatus } from '../../src/shared/model/presence.ts'
import type { Role } from '../../src/shared/model/role.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'

/** Rights by which a device receives what happens: the role of its token, and the one session of an invitation. */
export interface AccessScope {
  readonly role: Role
  readonly invitedTo?: SessionId | undefined
}

/** A device as long as it is there: the native protocol's connection, or that of a dialect, or someone who polls. */
export interface PresentDevice {
  readonly userId: UserId
  /** One connection of the device; the same device may come with a new one before the old one has ended. */
  readonly connectionId: string
  /** Key of the device that stays the same when it connects again. */
  readonly deviceKey: string
  /**
   * Rights of a device of the native protocol, which receives all that its user may see. A client of a dialect has none: it
   * receives what happens in the rooms that it is in.
   */
  readonly scope?: AccessScope | undefined
  /** The role of its token; known on the node that it is connected to. */
  readonly role?: Role | undefined
}

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

interface Attendant {
  readonly deviceKey: string
  readonly scope: PresentDevice['scope']
  status: PresenceStatus
  cancelExpiry: () => void
}

const nothing = () => undefined

/** Of so many who are away it is known since when, of those who left last; and for so long. */
const mostAway = 5_000
const awayForMs = 24 * 3_600_000

/** The status of many devices is the first of these that one has. */
const order = ['busy', 'online', 'away'] as const

/**
 * Creates the registry of everyone's presence, over all their devices: in a call if one is, else busy if one says so, else online if
 * one is, else away. Held in memory only. `changed` is called with what the others now see, when that differs from what they saw
 * before.
 */
export function createPresenceRegistry(clock: Clock, changed: (presence: Presence) => void): PresenceRegistry {
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
      noteLeft(userId)
      after = presenceOf(userId)
    }
    if (after.status !== before.status || after.customStatus !== before.customStatus) changed(after)
  }
  function noteLeft(userId: UserId): void {
    const nowMs = clock.now()
    // Deleting first puts the user at the end: those who left first are the first ones.
    lastSeenAtMs.delete(userId)
    lastSeenAtMs.set(userId, nowMs)
    for (const [leftFirst, atMs] of lastSeenAtMs) {
      if (lastSeenAtMs.size <= mostAway && nowMs - atMs < awayForMs) break
      lastSeenAtMs.delete(leftFirst)
    }
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
    arrive: ({ userId, connectionId, deviceKey, scope }, lifeMs) =>
      change(userId, () => {
        const ofUser = attendants.get(userId) ?? new Map<string, Attendant>()
        attendants.set(userId, ofUser)
        const attendant = ofUser.get(connectionId) ?? { deviceKey, scope, status: 'online', cancelExpiry: nothing }
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
    isAttending: (userId, connectionId) => attendants.get(userId)?.has(connectionId) ?? false,
    scopesOf: (userId) => {
      // Asked of every participant for each message.
      const scopes: AccessScope[] = []
      for (const { scope } of attendants.get(userId)?.values() ?? []) if (scope) scopes.push(scope)
      return scopes
    },
    hasDevice: (userId, deviceKey) =>
      [...(attendants.get(userId)?.values() ?? [])].some((attendant) => attendant.deviceKey === deviceKey),
    all: () => [...new Set([...attendants.keys(), ...lastSeenAtMs.keys()])].map(presenceOf),
  }
}
