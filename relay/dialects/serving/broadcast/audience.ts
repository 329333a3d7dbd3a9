import { accessOf } from '../../../sessions/access/access.ts'
import type { CachedSession } from '../../../sessions/cache/cachedSession.ts'
import type { Rooms } from '../../rooms/rooms.ts'
import type { Dialect, DialectTables } from '../../table/dialect.ts'
import type { DialectConnection } from '../../table/dialectConnection.ts'
import type { DialectUpdates } from '../../table/dialectUpdates.ts'
import { spokenDialect } from '../chooseDialect.ts'

export interface AudienceParts {
  readonly tables: DialectTables
  readonly rooms: Pick<Rooms, 'inSession'>
}

/** Returns those who have joined the session and may see its care thread now. */
export function audienceOf({ rooms }: Pick<AudienceParts, 'rooms'>, session: CachedSession): DialectConnection[] {
  const audience: DialectConnection[] = []
  for (const connection of rooms.inSession(session.record().id))
    if (accessOf(session, connection.principal) !== undefined) audience.push(connection)
  return audience
}

/** Sends an update to one connection in its own dialect; nothing where that has no event for it. */
export function sendUpdate<K extends keyof DialectUpdates>(
  tables: DialectTables,
  kind: K,
  update: DialectUpdates[K],
  to: DialectConnection,
  dialect: Dialect | undefined = spokenDialect(tables, to),
): void {
  for (const frame of dialect?.down[kind]?.(update, to) ?? []) to.send(frame)
}

/** Sends an update to the audience of a session, but for the user that it is about. */
export function sendToOthers<K extends keyof DialectUpdates>(
  { tables, rooms }: AudienceParts,
  session: CachedSession,
  kind: K,
  update: DialectUpdates[K],
  userId: string,
): void {
  for (const to of audienceOf({ rooms }, session))
    if (to.principal.userId !== userId) sendUpdate(tables, kind, update, to)
}
