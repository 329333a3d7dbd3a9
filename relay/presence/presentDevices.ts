import type { UserId } from '../../src/shared/model/ids.ts'
import type { PresenceStatus } from '../../src/shared/model/presence.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { AccessScope, PresentDevice } from './presentDevice.ts'

interface Entered {
  readonly deviceKey: string
  readonly scope: PresentDevice['scope']
  status: PresenceStatus
  cancelExpiry: () => void
}

export interface PresentDevices {
  /** Adds the connection of a device, or renews it. `expired` is called after `lifeMs`, unless it is renewed before. */
  readonly add: (device: PresentDevice, lifeMs: number | undefined, expired: () => void) => void
  /** Returns whether the connection is there. */
  readonly setStatus: (userId: UserId, connectionId: string, status: PresenceStatus) => boolean
  /** Returns whether it was the user's last one. */
  readonly remove: (userId: UserId, connectionId: string) => boolean
  /** Returns the statuses of the user's connections. */
  readonly statuses: (userId: UserId) => PresenceStatus[]
  readonly scopes: (userId: UserId) => AccessScope[]
  readonly hasUser: (userId: UserId) => boolean
  readonly hasConnection: (userId: UserId, connectionId: string) => boolean
  readonly hasDevice: (userId: UserId, deviceKey: string) => boolean
  readonly userIds: () => Iterable<UserId>
}

const nothing = () => undefined

/** Creates the index of the devices that are there, by user and connection. */
export function createPresentDevices(clock: Clock): PresentDevices {
  const byUser = new Map<UserId, Map<string, Entered>>()
  const ofUser = (userId: UserId): Iterable<Entered> => byUser.get(userId)?.values() ?? []
  return {
    add: ({ userId, connectionId, deviceKey, scope }, lifeMs, expired) => {
      const connections = byUser.get(userId) ?? new Map<string, Entered>()
      byUser.set(userId, connections)
      const entered = connections.get(connectionId) ?? { deviceKey, scope, status: 'online', cancelExpiry: nothing }
      connections.set(connectionId, entered)
      entered.cancelExpiry()
      entered.cancelExpiry = lifeMs === undefined ? nothing : clock.after(lifeMs, expired)
    },
    setStatus: (userId, connectionId, status) => {
      const entered = byUser.get(userId)?.get(connectionId)
      if (entered) entered.status = status
      return entered !== undefined
    },
    remove: (userId, connectionId) => {
      const connections = byUser.get(userId)
      connections?.get(connectionId)?.cancelExpiry()
      if (!connections?.delete(connectionId) || connections.size > 0) return false
      return byUser.delete(userId)
    },
    statuses: (userId) => [...ofUser(userId)].map(({ status }) => status),
    scopes: (userId) => {
      // Asked of every participant for each message.
      const scopes: AccessScope[] = []
      for (const { scope } of ofUser(userId)) if (scope) scopes.push(scope)
      return scopes
    },
    hasUser: (userId) => byUser.has(userId),
    hasConnection: (userId, connectionId) => byUser.get(userId)?.has(connectionId) ?? false,
    hasDevice: (userId, key) => [...ofUser(userId)].some(({ deviceKey }) => deviceKey === key),
    userIds: () => byUser.keys(),
  }
}
