import type { Logger } from 'pino'
import type { DownEvent, DownPayload } from '../../src/shared/protocol/down.ts'
import type { Connection, NativeNamespace } from './connection.ts'
import { gatewayLimits } from './gatewayLimits.ts'

/** Sends one frame of about `bytes` to all of these connections, encoded once. */
export type SendFrame = <E extends DownEvent>(
  connections: readonly Connection[],
  event: E,
  payload: DownPayload<E>,
  bytes: number,
) => void

/** Sending that ends a connection for which too much waits: it would take the memory of the others, and it can catch up. */
export function createSendFrame(namespace: NativeNamespace, log: Logger): SendFrame {
  return (connections, event, payload, bytes) => {
    const ids: string[] = []
    for (const connection of connections) {
      if (connection.unsentBytes > gatewayLimits.unsentBytes) {
        log.warn({ connectionId: connection.id, bytes: connection.unsentBytes }, 'connection does not read, ended')
        connection.socket.conn.close(true)
        continue
      }
      connection.unsentBytes += bytes
      ids.push(connection.id)
    }
    if (ids.length === 0) return
    const recipients = namespace.to(ids)
    // Event and payload belong together by this function's own type; socket.io's cannot follow that.
    Reflect.apply(recipients.emit, recipients, [event, payload])
  }
}
