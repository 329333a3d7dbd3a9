import type { Logger } from 'pino'
import type { NotificationId } from '../../src/shared/model/notification.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { CallLimiter } from '../calls/callLimiter.ts'
import type { CallUseCases } from '../calls/callUseCases.ts'
import { createCalls } from '../calls/createCalls.ts'
import { type IceSettings, iceServersFor } from '../calls/iceServers.ts'
import type { Capability } from '../events/capability.ts'
import type { SendToDevices } from '../events/deviceEvent.ts'
import type { RateLimiter } from '../limits/createRateLimiter.ts'
import { createNotifications, type NotificationsParts } from '../notifications/createNotifications.ts'
import type { NotificationUseCases } from '../notifications/notificationUseCases.ts'
import type { PresenceRegistry, PresentDevice } from '../presence/presenceRegistry.ts'
import { createPresenceUseCases, type PresenceUseCases } from '../presence/presenceUseCases.ts'
import type { Subscriptions } from '../presence/subscriptions.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import type { RelayEvents } from '../sessions/sessionEvents.ts'
import type { Store } from '../store/store.ts'

export interface LiveParts {
  readonly store: Pick<Store, 'calls' | 'notifications'>
  readonly directory: SessionCache
  readonly subscriptions: Subscriptions
  readonly registry: PresenceRegistry
  readonly isInRoomOf: NotificationsParts['isInRoomOf']
  /** Publishes what devices are to be told. */
  readonly publish: RelayEvents['publish']
  readonly ice: IceSettings
  readonly limit: RateLimiter
  readonly callLimiter: CallLimiter
  readonly newNotificationId: () => NotificationId
  readonly nextTurn: (task: () => void) => void
  readonly clock: Clock
  readonly log: Logger
}

/** Presence, calls and notifications, and what ties them to connections and to what is stored. */
export interface Live extends Capability<CachedSession> {
  readonly presence: PresenceUseCases
  readonly calls: CallUseCases
  readonly notifications: NotificationUseCases
  /**
   * A device of this node has connected, in whatever protocol, and takes tells from now on; nothing is done for one whose
   * connection has ended by now. Rejects when the store cannot be read; the device is then there, but may lack what it is owed:
   * end its connection, and it will come again.
   */
  readonly arrive: (device: PresentDevice, isConnected: () => boolean) => Promise<void>
  readonly leave: (device: PresentDevice) => void
  /** Takes up what was open when a node stopped, and removes what is too old. Returns at once. */
  readonly start: () => void
  /** Ends what rings; resolves when everything is stored. */
  readonly stop: () => Promise<void>
}

export function createLive(parts: LiveParts): Live {
  const { store, directory, subscriptions, registry, publish, nextTurn, limit, clock, log } = parts
  const tell: SendToDevices = (tells) => publish({ kind: 'tells', tells })
  const presence = createPresenceUseCases({ registry, subscriptions, directory, limit, clock })
  const { newNotificationId, isInRoomOf } = parts
  const notifications = createNotifications({
    store,
    registry,
    isInRoomOf,
    tell,
    newNotificationId,
    nextTurn,
    clock,
    log,
  })
  const calls = createCalls({
    ...{ store, directory, registry, tell, nextTurn, clock, log },
    limiter: parts.callLimiter,
    publish: (news) => publish({ kind: 'call', ...news }),
    missed: notifications.callMissed,
    iceServers: (userId) => iceServersFor(parts.ice, userId, clock.now()),
  })
  let started: Promise<unknown> = Promise.resolve()

  return {
    subscribe: {
      notifications: {
        here: {
          entry: ({ entry }, session) => notifications.entryAppended(session, entry),
          watermark: ({ mark }) => notifications.watermarkRaised(mark),
        },
        elsewhere: { tells: ({ tells }) => notifications.told(tells) },
      },
      calls: {
        here: { session: (_, session) => calls.sessionChanged(session) },
        elsewhere: { call: ({ call }) => calls.hear(call) },
      },
    },
    gauges: () => [{ gauge: 'calls', value: calls.openCount() }],
    presence,
    calls,
    notifications,
    arrive: async (device, isConnected) => {
      if (!isConnected()) return
      registry.arrive(device)
      await Promise.all([calls.arrived(device), notifications.arrived(device)])
    },
    leave: (device) => {
      registry.leave(device.userId, device.connectionId)
      presence.forget(device.connectionId)
      calls.left(device)
      if (!registry.isPresent(device.userId)) notifications.forget(device.userId)
    },
    start: () => {
      started = Promise.all([calls.resume(), notifications.purge()]).then(undefined, (error: unknown) =>
        log.error({ error }, 'calls that were open could not be taken up'),
      )
    },
    stop: async () => {
      await started
      await calls.stop()
      await notifications.drain()
    },
  }
}
