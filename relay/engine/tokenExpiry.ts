import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { ClientConnection } from './clientConnection.ts'
import { connectionLimits } from './connectionLimits.ts'

type Watched = Pick<ClientConnection, 'expiresAtMs' | 'cancelExpiry'>

/** Actions as the end of a token comes near. The same for all connections. */
export interface TokenWatch<C extends Watched> {
  readonly warn: (connection: C) => void
  readonly end: (connection: C) => void
}

/**
 * Watches over a connection's token from now on: `warn` once, `limits.expiryWarningMs` before its end (at once when that is
 * past), and `end` at its end. Replaces an earlier watch.
 */
export function watchToken<C extends Watched>(connection: C, clock: Clock, on: TokenWatch<C>): void {
  let isWarned = false
  function next(): void {
    const leftMs = connection.expiresAtMs - clock.now()
    if (leftMs <= 0) {
      on.end(connection)
      return
    }
    if (leftMs <= limits.expiryWarningMs && !isWarned) {
      isWarned = true
      on.warn(connection)
    }
    const delayMs = isWarned ? leftMs : leftMs - limits.expiryWarningMs
    connection.cancelExpiry = clock.after(Math.min(delayMs, connectionLimits.longestTimerMs), next)
  }
  connection.cancelExpiry()
  next()
}
