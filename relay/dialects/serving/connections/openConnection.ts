import type { Socket } from 'socket.io'
import type { DialectConnection } from '../../table/dialectConnection.ts'
import type { ShowText } from '../../table/showText.ts'
import type { DialectHandshake } from './dialectHandshake.ts'

/** Returns the connection of a socket whose handshake was authenticated. */
export function openConnection(
  socket: Socket,
  { principal, admission, expiresAtMs, dialect, onlySession }: DialectHandshake,
  { showText, publishedClients }: { readonly showText: ShowText; readonly publishedClients: ReadonlySet<string> },
): DialectConnection {
  const connection: DialectConnection = {
    id: socket.id,
    principal,
    admission,
    namespace: socket.nsp.name,
    onlySession,
    dialect,
    isPublished: () => connection.dialect !== undefined && publishedClients.has(connection.dialect),
    rooms: new Map(),
    own: new Set(),
    expiresAtMs,
    cancelExpiry: () => undefined,
    isGone: false,
    send: ({ event, payload, opaqueFields }) =>
      void socket.emit(event, showText(connection.dialect, payload, opaqueFields)),
    end: () => void socket.disconnect(true),
  }
  return connection
}
