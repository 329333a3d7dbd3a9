import type { Server } from 'socket.io'
import type { DialectConnection } from '../table/dialectConnection.ts'
import type { Frame } from '../table/dialectNews.ts'
import type { ShowText } from '../table/showText.ts'

/** Sends one frame to connections that speak one dialect, with its texts written as that one shows them. */
export type SendToAll = (to: readonly DialectConnection[], frame: Frame) => void

/** Each connection is in a room of its own, and what goes to several rooms is written and encoded once. */
export function createSendToAll(io: Server, showText: ShowText): SendToAll {
  return (to, { event, payload, opaqueFields }) => {
    const [first] = to
    if (!first) return
    io.of(first.namespace)
      .to(to.map(({ id }) => id))
      .emit(event, showText(first.dialect, payload, opaqueFields))
  }
}
