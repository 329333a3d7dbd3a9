import type { SessionId } from '../../../src/shared/model/ids.ts'
import type { ClientConnection } from '../../engine/clientConnection.ts'
import type { Frame } from './dialectUpdates.ts'

/** One connection of a client of a dialect, from its handshake to its end. */
export interface DialectConnection extends ClientConnection {
  readonly namespace: string
  /** The session that it is for alone by its handshake, by its id. */
  readonly onlySession: string | undefined
  /** The name of the dialect that it first spoke; undefined until then. */
  dialect: string | undefined
  /** Returns whether its client is the one that its system has published, where that one disagrees with the document. */
  readonly isPublished: () => boolean
  /** The rooms it has joined, by the name they have in its dialect, and the session each stands for, if it stands for one. */
  readonly rooms: Map<string, SessionId | null>
  /** The ids of messages that it has sent and has not received. */
  readonly own: Set<string>
  /** It has disconnected: what it sent before is still carried out, and it joins nothing any more. */
  isGone: boolean
  readonly send: (frame: Frame) => void
  readonly end: () => void
}

/** The sessions whose rooms a connection has joined. */
export function sessionsOf(connection: DialectConnection): ReadonlySet<SessionId> {
  return new Set([...connection.rooms.values()].filter((sessionId) => sessionId !== null))
}
