import type { CallId } from '../../../src/shared/model/call.ts'
import type { EntryId } from '../../../src/shared/model/ids.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import type { Live } from '../../live/createLive.ts'
import type { SetTyping } from '../../presence/setTyping.ts'
import type { SessionCache } from '../../sessions/cache/sessionCache.ts'
import type { SessionUseCases } from '../../sessions/sessionUseCases.ts'
import type { Store } from '../../store/store.ts'
import type { Rooms } from '../rooms/rooms.ts'
import type { DialectTables } from '../table/dialect.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'
import type { DialectNews, RoomChange } from '../table/dialectNews.ts'
import type { DialectConnections } from './dialectConnections.ts'

/** What the actions are made of. */
export interface ActionsParts {
  readonly tables: DialectTables
  readonly book: Pick<DialectConnections, 'ofUser'>
  readonly useCases: SessionUseCases
  readonly live: Pick<Live, 'presence' | 'calls' | 'notifications'>
  readonly directory: SessionCache
  readonly store: Pick<Store, 'log' | 'watermarks'>
  readonly setTyping: SetTyping
  readonly rooms: Rooms
  readonly tellRoom: (kind: 'joined' | 'left', change: RoomChange, by: DialectConnection) => void
  /** Tells one connection of a message that was told of before. */
  readonly retell: (news: DialectNews['message'], to: DialectConnection) => void
  readonly newEntryId: () => EntryId
  readonly newCallId: () => CallId
  readonly clock: Pick<Clock, 'now'>
}
