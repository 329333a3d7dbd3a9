import type { DefaultEventsMap, Namespace, Socket } from 'socket.io'
import type { DeviceId } from '../../src/shared/model/ids.ts'
import type { DownEvent, DownPayload } from '../../src/shared/protocol/down.ts'
import type { Admission } from '../accounts/verifyToken.ts'
import type { Principal } from '../sessions/access/principal.ts'

type DownEvents = { [E in DownEvent]: (payload: DownPayload<E>) => void }
interface SocketData {
  /** Set by the handshake. */
  connection?: Connection
}
export type NativeNamespace = Namespace<DefaultEventsMap, DownEvents, DefaultEventsMap, SocketData>
export type NativeSocket = Socket<DefaultEventsMap, DownEvents, DefaultEventsMap, SocketData>

/** One native connection of one device, from its handshake to its end. */
export interface Connection {
  readonly id: string
  readonly socket: NativeSocket
  readonly principal: Principal
  readonly deviceId: DeviceId
  /** Resolves when the device counts as there; that takes a look into the store. */
  arrived: Promise<unknown>
  /** By which token it came. */
  admission: Admission
  /** End of the token, ms since 1970; moved on by `auth:refresh`. */
  expiresAtMs: number
  /** Cancels the timer that watches over the token. */
  cancelExpiry: () => void
  /** Requests that wait for their answers. */
  unanswered: number
}
