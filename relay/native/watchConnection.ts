import type { Logger } from 'pino'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { type TokenWatch, watchToken } from '../engine/tokenExpiry.ts'
import type { Connection } from './connection.ts'
import type { SendFrame } from './sendFrame.ts'

/** Watches over the token of a connection from now on, and no longer over the one before; warns of its end, and ends the connection. */
export type WatchConnection = (connection: Connection) => void

export function createWatchConnection(parts: {
  readonly sendFrame: SendFrame
  readonly clock: Clock
  readonly log: Logger
}): WatchConnection {
  const { sendFrame, clock, log } = parts
  const tokenWatch: TokenWatch<Connection> = {
    warn: (connection) => sendFrame([connection], 'auth:expiring', { expiresAt: connection.expiresAtMs }),
    end: (connection) => {
      log.info({ connectionId: connection.id }, 'token expired, connection ended')
      connection.socket.disconnect(true)
    },
  }
  return (connection) => watchToken(connection, clock, tokenWatch)
}
