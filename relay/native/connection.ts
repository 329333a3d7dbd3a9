import type { DefaultEventsMap, Namespace, Socket } from 'socket.io'
import type { DeviceId } from '../../src/shared/model/ids.ts'
import type { DownEvent, DownPayload } from '../../src/shared/protocol/down.ts'
import type { Admission } from '../accounts/verifyToken.ts'
import type { ClientConnection } from '../engine/clientConnection.ts'
import type { Connections } from '../engine/createConnections.ts'

type DownEvents = { [E in DownEvent]: (payload: DownPayload<E>) => void }
interface SocketData {
  /** Set when the connection is accepted, before its first event. */
  connection?: Connection
}
export type NativeNamespace = Namespace<DefaultEventsMap, DownEvents, DefaultEventsMap, SocketData>
export type NativeSocket = Socket<DefaultEventsMap, DownEvents, DefaultEventsMap, SocketData>

/** Native connection of one device, from its handshake to its end. */
export interface Connection extends ClientConnection {
  readonly socket: NativeSocket
  readonly deviceId: DeviceId
  /** Resolves when the device counts as there; that takes a look into the store. */
  arrived: Promise<unknown>
  /** Replaced by `auth:refresh`, with the end of the token. */
  admission: Admission
  /** Requests that wait for their answers. */
  unanswered: number
}

/** The native connections of this node, by user. */
export type NativeConnections = Connections<Connection>
