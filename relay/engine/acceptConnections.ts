import type { Logger } from 'pino'
import type { DefaultEventsMap, Namespace, Socket } from 'socket.io'
import type { AdmitConnection } from './admitConnection.ts'
import type { ClientConnection } from './clientConnection.ts'
import { isExpected, refusalMessage } from './handshake.ts'

/** Events of any names to a client, for namespaces whose events are typed and for those whose are not. */
type Events = { readonly [name: string]: (...args: never[]) => void } | DefaultEventsMap

export interface AcceptParts<S, Handshake> {
  /** Rejects with the refusal of a handshake. */
  readonly readHandshake: (socket: S) => Promise<Handshake>
  readonly admit: AdmitConnection
  /** Serves a connection that was let in. */
  readonly accept: (socket: S, handshake: Handshake) => void
  readonly isStopping: () => boolean
  readonly log: Logger
}

/** Accepts into a namespace those whose handshake is good and whose user may have one more connection; nobody while the node stops. */
export function acceptConnections<Down extends Events, Data, Handshake extends Pick<ClientConnection, 'principal'>>(
  namespace: Namespace<DefaultEventsMap, Down, DefaultEventsMap, Data>,
  parts: AcceptParts<Socket<DefaultEventsMap, Down, DefaultEventsMap, Data>, Handshake>,
): void {
  const { readHandshake, admit, accept, isStopping, log } = parts
  const handshakes = new WeakMap<object, Handshake>()

  namespace.use((socket, next) => {
    if (isStopping()) {
      next(new Error('This node of the relay stops. Connect again.'))
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
        next(new Error(refusalMessage(error)))
      })
  })
  namespace.on('connection', (socket) => {
    const handshake = handshakes.get(socket)
    handshakes.delete(socket)
    if (handshake && !isStopping()) accept(socket, handshake)
    else socket.disconnect(true)
  })
}
