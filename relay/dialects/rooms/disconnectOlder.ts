import type { UserId } from '../../../src/shared/model/ids.ts'
import type { DialectConnections } from '../serving/connections/dialectConnections.ts'
import type { DialectTables } from '../table/dialect.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'

/** Ends the connections of a user that are for one session alone, but for one of them if it is here. */
export function disconnectOlder(
  { tables, connections }: { readonly tables: DialectTables; readonly connections: Pick<DialectConnections, 'ofUser'> },
  userId: UserId,
  sessionId: string,
  kept: DialectConnection | undefined,
): void {
  for (const other of [...connections.ofUser(userId)]) {
    if (other === kept || other.onlySession !== sessionId) continue
    const frame = other.dialect === undefined ? undefined : tables[other.dialect]?.replaced?.(sessionId)
    if (frame) other.send(frame)
    other.end()
  }
}
