import type { Logger } from 'pino'
import type { DefaultEventsMap, Namespace, Socket } from 'socket.io'
import type { AdmitConnection } from './admitConnection.ts'
import type { ClientConnection } from './clientConnection.ts'
import { isExpected, refusalOf } from './handshake.ts'

/** Events of any names to a client, for namespaces whose events are typed and for those whose are not. */
type Events = { readonly [name: string]: (...args: never[]) => void } | DefaultEventsMap

export interface AcceptParts<S, Handshake> {
  /** Rejects with the refusal of a handshake. */
  readonly readHandshake: (socket: S) => Promise<Handshake>
  readonly admit: AdmitConnection
  /** Serves a connection that was let in. */
  readonly accept: (socket: S, handshake: Handshake) => void
  readonly isStopping: () => boolean
  /** Whether clients of Socket.IO 2 are served. */
  readonly allowsEio3: boolean
  readonly log: Logger
}

const oldClient =
  'This relay speaks with clients of Socket.IO 3 and 4. Update socket.io-client, or have ALLOW_EIO3=true set for the relay.'

/** Accepts into a namespace those whose handshake is good and whose user may have one more connection; nobody while the node stops. */
export function acceptConnections<Down extends Events, Data, Handshake extends Pick<ClientConnection, 'principal'>>(
  namespace: Namespace<DefaultEventsMap, Down, DefaultEventsMap, Data>,
  parts: AcceptParts<Socket<DefaultEventsMap, Down, DefaultEventsMap, Data>, Handshake>,
): void {
  const { readHandshake, admit, accept, isStopping, allowsEio3, log } = parts
  const handshakes = new WeakMap<object, Handshake>()

  namespace.use((socket, next) => {
    if (isStopping()) {
      next(new Error('This node of the relay stops. Connect again.'))
      return
    }
    // In words that such a client can read: Engine.IO itself would break the line off.
    if (socket.conn.protocol === 3 && !allowsEio3) {
      next(new Error(oldClient))
      return
    }
    readHandshake(socket)
      .then((handshake) => {
        admit(handshake.principal.userId)
        handshakes.set(socket, handshake)
        next()
      })
      .catch((error: unknown) => {
        if (!isExpected(error)) log.error({ connectionId: socket.id, error }, 'handshake failed')
        else if (error.cause !== undefined)
          log.warn({ connectionId: socket.id }, 'a token names no role that is known: see JWT_ROLES and JWT_ROLE_CLAIM')
        next(refusalOf(error))
      })
  })
  namespace.on('connection', (socket) => {
    const handshake = handshakes.get(socket)
    handshakes.delete(socket)
    if (handshake && !isStopping()) accept(socket, handshake)
    else socket.disconnect(true)
  })
}
