import type { DownEvent, DownPayload } from '../../src/shared/protocol/down.ts'
import type { Connection, NativeNamespace } from './connection.ts'

/** Sends one frame to all of these connections, encoded once. */
export type SendFrame = <E extends DownEvent>(
  connections: readonly Connection[],
  event: E,
  payload: DownPayload<E>,
) => void

export function createSendFrame(namespace: NativeNamespace): SendFrame {
  return (connections, event, payload) => {
    if (connections.length === 0) return
    const recipients = namespace.to(connections.map(({ id }) => id))
    // Event and payload belong together by this function's own type; socket.io's cannot follow that.
    Reflect.apply(recipients.emit, recipients, [event, payload])
  }
}
