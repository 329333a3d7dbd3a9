import type { CallId } from '../../../../src/shared/model/call.ts'
import type { EntryId } from '../../../../src/shared/model/ids.ts'
import type { Clock } from '../../../../src/shared/model/timing/clock.ts'
import type { CallUseCases } from '../../../calls/callUseCases.ts'
import type { NotificationUseCases } from '../../../notifications/notificationUseCases.ts'
import type { PresenceUseCases } from '../../../presence/presenceUseCases.ts'
import type { SetTyping } from '../../../presence/setTyping.ts'
import type { SessionCache } from '../../../sessions/cache/sessionCache.ts'
import type { SessionUseCases } from '../../../sessions/sessionUseCases.ts'
import type { Store } from '../../../store/store.ts'
import type { Rooms } from '../../rooms/rooms.ts'
import type { DialectTables } from '../../table/dialect.ts'
import type { DialectConnection } from '../../table/dialectConnection.ts'
import type { DialectUpdates, RoomChange } from '../../table/dialectUpdates.ts'
import type { DialectConnections } from '../connections/dialectConnections.ts'

/** Change of a room on this node. */
export interface OwnRoomChange extends RoomChange {
  /** False of a change that clients know by the log or by the session. */
  readonly isAnnounced: boolean
}

/** Parts that the actions of the dialects' rows are made of. */
export interface ActionsParts {
  readonly tables: DialectTables
  readonly connections: Pick<DialectConnections, 'ofUser'>
  readonly useCases: SessionUseCases
  readonly presence: PresenceUseCases
  readonly calls: CallUseCases
  readonly notifications: NotificationUseCases
  readonly sessionCache: SessionCache
  readonly store: Pick<Store, 'log' | 'watermarks'>
  readonly setTyping: SetTyping
  readonly rooms: Rooms
  readonly publishRoomChange: (kind: 'joined' | 'left', change: OwnRoomChange, by: DialectConnection) => void
  /** Sends one connection a message that it may have received before. */
  readonly resend: (message: DialectUpdates['message'], to: DialectConnection) => void
  readonly newEntryId: () => EntryId
  readonly newCallId: () => CallId
  readonly clock: Pick<Clock, 'now'>
}
