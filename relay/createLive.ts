import type { Logger } from 'pino'
import type { Clock } from '../src/shared/model/clock.ts'
import type { NotificationId } from '../src/shared/model/notification.ts'
import type { CallLimiter } from './calls/callLimiter.ts'
import type { CallDuties, CallNews, CallUseCases } from './calls/callUseCases.ts'
import { createCalls } from './calls/createCalls.ts'
import { type IceSettings, iceServersFor } from './calls/iceServers.ts'
import type { RateLimiter } from './limits/createRateLimiter.ts'
import { createNotifications } from './notifications/createNotifications.ts'
import type { NotificationUseCases } from './notifications/notificationUseCases.ts'
import type { PresenceBoard, PresentDevice } from './presence/presence.ts'
import { createPresenceUseCases, type PresenceUseCases } from './presence/presenceUseCases.ts'
import type { Subscriptions } from './presence/subscriptions.ts'
import type { TellDevices } from './presence/tell.ts'
import type { News } from './sessions/news.ts'
import type { SessionDirectory } from './sessions/sessionDirectory.ts'
import type { Store } from './store/store.ts'

export interface LiveParts {
  readonly store: Pick<Store, 'calls' | 'notifications'>
  readonly directory: SessionDirectory
  readonly subscriptions: Subscriptions
  readonly board: PresenceBoard
  readonly tell: TellDevices
  /** What became of a call: its tells are to be told here and on other nodes, which are also to `hear` of the call. */
  readonly publishCall: (news: CallNews) => void
  readonly ice: IceSettings
  readonly limit: RateLimiter
  readonly callLimiter: CallLimiter
  readonly newNotificationId: () => NotificationId
  readonly nextTurn: (task: () => void) => void
  readonly clock: Clock
  readonly log: Logger
}

/** Presence, calls and notifications, and what ties them to connections and to what is stored. */
export interface Live {
  readonly presence: PresenceUseCases
  readonly calls: CallUseCases & Pick<CallDuties, 'hear' | 'openCount'>
  readonly notifications: NotificationUseCases
  /**
   * A device of this node has connected, in whatever protocol, and takes tells from now on. Rejects when the store cannot be
   * read; the device is then there, but may lack what it is owed: end its connection, and it will come again.
   */
  readonly arrive: (device: PresentDevice) => Promise<void>
  readonly leave: (device: PresentDevice) => void
  /** To be given what was stored by this node. Returns at once. */
  readonly heed: (news: News) => void
  /** Takes up what was open when a node stopped, and removes what is too old. Returns at once. */
  readonly start: () => void
  /** Ends what rings; resolves when everything is stored. */
  readonly stop: () => Promise<void>
}

export function createLive(parts: LiveParts): Live {
  const { store, directory, subscriptions, board, tell, nextTurn, limit, clock, log } = parts
  const presence = createPresenceUseCases({ board, subscriptions, directory, limit, clock })
  const { newNotificationId } = parts
  const notifications = createNotifications({ store, board, tell, newNotificationId, nextTurn, clock, log })
  const calls = createCalls({
    ...{ store, directory, board, tell, nextTurn, clock, log },
    limiter: parts.callLimiter,
    publish: parts.publishCall,
    missed: notifications.callMissed,
    iceServers: (userId) => iceServersFor(parts.ice, userId, clock.now()),
  })
  let started: Promise<unknown> = Promise.resolve()

  return {
    presence,
    calls,
    notifications,
    arrive: async (device) => {
      board.arrive(device)
      await Promise.all([calls.arrived(device), notifications.arrived(device)])
    },
    leave: (device) => {
      board.leave(device.userId, device.connectionId)
      presence.forget(device.connectionId)
      calls.left(device)
      if (!board.isPresent(device.userId)) notifications.forget(device.userId)
    },
    heed: (news) => {
      if (news.kind === 'entry') notifications.entryAppended(news.session, news.entry)
      if (news.kind === 'watermark') notifications.watermarkRaised(news.mark)
      if (news.kind === 'session') calls.sessionChanged(news.session)
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
