import { chats } from './chats.ts'
import { consultations } from './consultations.ts'
import type { Dialect } from './dialect.ts'
import type { DialectName } from './dialectConnection.ts'
import { healthPlatform } from './healthPlatform.ts'
import { sessions } from './sessions.ts'
import { singleChat } from './singleChat.ts'

/** Every dialect, by its name. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
  sessions,
  chats,
  singleChat,
  healthPlatform,
  consultations,
}

/** Those that share the default namespace, in the order in which they are asked. */
const ofDefaultNamespace: readonly Dialect[] = [sessions, singleChat, consultations, healthPlatform]

/** What a connection speaks from its handshake on: the namespace, or a chat that the handshake names, tells it. */
export function dialectOfHandshake(isChatNamespace: boolean, chatId: string | undefined): DialectName | undefined {
  if (isChatNamespace) return 'chats'
  return chatId === undefined ? undefined : 'singleChat'
}

/**
 * Which dialect an event is of, on a connection that has spoken none yet. What could be of more than one says nothing certain:
 * it is answered, and the connection is still free to speak another.
 */
export function dialectOfEvent(
  event: string,
  payload: unknown,
): { readonly dialect: Dialect; readonly isCertain: boolean } | undefined {
  const certain = ofDefaultNamespace.find((dialect) => dialect.speaks(event, payload) === 'certainly')
  if (certain) return { dialect: certain, isCertain: true }
  const likely = ofDefaultNamespace.find((dialect) => dialect.speaks(event, payload) === 'perhaps')
  return likely && { dialect: likely, isCertain: false }
}
