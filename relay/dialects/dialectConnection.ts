import type { SessionId } from '../../src/shared/model/ids.ts'
import type { Asker } from '../sessions/asker.ts'
import type { Frame } from './dialectNews.ts'

export type DialectName = 'sessions' | 'chats' | 'singleChat' | 'healthPlatform' | 'consultations'

/** One connection of a client of a dialect, from its handshake to its end. */
export interface DialectConnection {
  readonly id: string
  readonly asker: Asker
  /** The chat that the handshake names, if it names one. */
  readonly chatId: string | undefined
  /** What it first spoke; undefined until then. */
  dialect: DialectName | undefined
  /** The rooms it has joined, by the name they have in its dialect, and the session each stands for, if it stands for one. */
  readonly rooms: Map<string, SessionId | null>
  /** The ids of messages that it has sent and has not been told of. */
  readonly own: Set<string>
  /** When the token ends, ms since 1970. */
  expiresAtMs: number
  /** Cancels the timer that watches over the token. */
  cancelExpiry: () => void
  readonly send: (frame: Frame) => void
  readonly end: () => void
}

/** The sessions whose rooms a connection has joined. */
export function sessionsOf(connection: DialectConnection): ReadonlySet<SessionId> {
  return new Set([...connection.rooms.values()].filter((sessionId) => sessionId !== null))
}
