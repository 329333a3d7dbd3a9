import type { Dialect, DialectTables, Handshake, HandshakeField } from '../table/dialect.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'

function ofNamespace(tables: DialectTables, namespace: string): Dialect[] {
  return Object.values(tables).filter((dialect) => dialect.namespace === namespace)
}

/** Returns the dialect that a connection speaks; undefined while it has spoken none. */
export function spokenDialect(tables: DialectTables, { dialect }: DialectConnection): Dialect | undefined {
  return dialect === undefined ? undefined : tables[dialect]
}

/** Returns the dialect that a connection speaks, or the one that its namespace assumes while it has spoken none. */
export function assumedDialect(tables: DialectTables, connection: DialectConnection): Dialect | undefined {
  if (connection.dialect !== undefined) return tables[connection.dialect]
  return ofNamespace(tables, connection.namespace).find(({ isAssumed }) => isAssumed)
}

/** Returns the dialect that a connection speaks from its handshake on, and the session that it is for alone; undefined where the handshake shows none. */
export function dialectOfHandshake(
  tables: DialectTables,
  namespace: string,
  field: HandshakeField,
): Handshake & { readonly dialect: string | undefined } {
  for (const { name, handshake } of ofNamespace(tables, namespace)) {
    const read = handshake?.read(field)
    if (read) return { ...read, dialect: name }
  }
  return { dialect: undefined, onlySession: undefined }
}

/**
 * Returns which dialect an event is of, on a connection that has spoken none yet. An event that could be of more than one is
 * not certain: it is served, and the connection is still free to speak another.
 */
export function dialectOfEvent(
  tables: DialectTables,
  namespace: string,
  event: string,
  payload: unknown,
): { readonly dialect: Dialect; readonly isCertain: boolean } | undefined {
  const candidates = ofNamespace(tables, namespace)
  const certain = candidates.find((dialect) => dialect.speaks(event, payload) === 'certainly')
  if (certain) return { dialect: certain, isCertain: true }
  const likely = candidates.find((dialect) => dialect.speaks(event, payload) === 'perhaps')
  return likely && { dialect: likely, isCertain: false }
}
