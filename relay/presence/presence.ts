import type { Clock } from '../../src/shared/model/clock.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import type { Presence, PresenceStatus } from '../../src/shared/model/presence.ts'

type ConnectedStatus = Exclude<PresenceStatus, 'offline'>

export interface PresenceBoard {
  readonly arrive: (userId: UserId, connectionId: string) => void
  readonly set: (userId: UserId, connectionId: string, status: ConnectedStatus) => void
  readonly leave: (userId: UserId, connectionId: string) => void
  readonly of: (userId: UserId) => Presence
  /** Everyone who is or was connected since this node started. */
  readonly all: () => Presence[]
}

/**
 * Who is there, over all their devices: busy if one says so, else online if one is, else away. Held in memory only.
 * `changed` is called with what the others now see, when that is not what they saw before.
 */
export function createPresenceBoard(clock: Pick<Clock, 'now'>, changed: (presence: Presence) => void): PresenceBoard {
  const devices = new Map<UserId, Map<string, ConnectedStatus>>()
  const lastSeenAtMs = new Map<UserId, number>()

  function statusOf(userId: UserId): PresenceStatus {
    const statuses = [...(devices.get(userId)?.values() ?? [])]
    return (['busy', 'online', 'away'] as const).find((status) => statuses.includes(status)) ?? 'offline'
  }
  function presenceOf(userId: UserId): Presence {
    const status = statusOf(userId)
    const lastSeenAt = lastSeenAtMs.get(userId)
    return { userId, status, ...(status === 'offline' && lastSeenAt !== undefined ? { lastSeenAt } : {}) }
  }
  function change(userId: UserId, apply: () => void): void {
    const before = statusOf(userId)
    apply()
    if (statusOf(userId) !== before) changed(presenceOf(userId))
  }

  return {
    arrive: (userId, connectionId) =>
      change(userId, () => {
        const ofUser = devices.get(userId)
        if (ofUser) ofUser.set(connectionId, 'online')
        else devices.set(userId, new Map([[connectionId, 'online']]))
      }),
    set: (userId, connectionId, status) =>
      change(userId, () => {
        if (devices.get(userId)?.has(connectionId)) devices.get(userId)?.set(connectionId, status)
      }),
    leave: (userId, connectionId) =>
      change(userId, () => {
        const ofUser = devices.get(userId)
        if (!ofUser?.delete(connectionId) || ofUser.size > 0) return
        devices.delete(userId)
        lastSeenAtMs.set(userId, clock.now())
      }),
    of: presenceOf,
    all: () => [...new Set([...devices.keys(), ...lastSeenAtMs.keys()])].map(presenceOf),
  }
}
