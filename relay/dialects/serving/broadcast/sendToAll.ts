import type { Server } from 'socket.io'
import type { DialectConnection } from '../../table/dialectConnection.ts'
import type { Frame } from '../../table/dialectUpdates.ts'
import type { ShowText } from '../../table/showText.ts'

/** Sends one frame to connections that speak one dialect, with its texts written as that one shows them. */
export type SendToAll = (to: readonly DialectConnection[], frame: Frame) => void

/** Each connection is in a room of Socket.IO of its own; a frame to several rooms is encoded once. */
export function createSendToAll(io: Server, showText: ShowText): SendToAll {
  return (to, { event, payload, opaqueFields }) => {
    const [first] = to
    if (!first) return
    io.of(first.namespace)
      .to(to.map(({ id }) => id))
      .emit(event, showText(first.dialect, payload, opaqueFields))
  }
}
