import type { SessionId } from '../../../src/shared/model/ids.ts'
import type { Admission } from '../../accounts/verifyToken.ts'
import type { Principal } from '../../sessions/access/principal.ts'
import type { Frame } from './dialectNews.ts'

/** One connection of a client of a dialect, from its handshake to its end. */
export interface DialectConnection {
  readonly id: string
  readonly principal: Principal
  readonly namespace: string
  /** The session that its handshake says it is for alone, by its id. */
  readonly onlySession: string | undefined
  /** The name of the dialect that it first spoke; undefined until then. */
  dialect: string | undefined
  /** The rooms it has joined, by the name they have in its dialect, and the session each stands for, if it stands for one. */
  readonly rooms: Map<string, SessionId | null>
  /** The ids of messages that it has sent and has not been told of. */
  readonly own: Set<string>
  /** By which token it came. */
  readonly admission: Admission
  /** End of the token, ms since 1970. */
  expiresAtMs: number
  /** Cancels the timer that watches over the token. */
  cancelExpiry: () => void
  /** Its line has ended: what it sent before is worked off, and it comes into nothing any more. */
  isGone: boolean
  readonly send: (frame: Frame) => void
  readonly end: () => void
}

/** The sessions whose rooms a connection has joined. */
export function sessionsOf(connection: DialectConnection): ReadonlySet<SessionId> {
  return new Set([...connection.rooms.values()].filter((sessionId) => sessionId !== null))
}
