import { FailureError } from '../../src/shared/model/failure.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import type { Actions } from './actions.ts'
import { chatsFrame } from './chats.ts'
import type { DialectBook } from './dialectBook.ts'
import type { DialectConnection } from './dialectConnection.ts'
import { frameOfAll } from './eventsOfAll.ts'
import { dateOf, numeric } from './fields.ts'
import { roleWord } from './healthRooms.ts'
import { singleChatFrame } from './singleChat.ts'

/**
 * What a connection is told when it is there. One that is for a single chat is put into it, and takes the place of an earlier
 * one of the same user for the same chat.
 */
export async function welcome(
  { actions, book }: { readonly actions: Actions; readonly book: Pick<DialectBook, 'ofUser'> },
  connection: DialectConnection,
): Promise<void> {
  const { asker, chatId, dialect } = connection
  if (dialect === 'chats') {
    const payload = { message: 'Connected to the chat server', userId: numeric(asker.userId) }
    connection.send(chatsFrame('connected', payload))
    return
  }
  if (chatId === undefined) {
    const { userId, role } = asker
    const payload = { message: 'Connected', userId, role: roleWord(role), timestamp: dateOf(actions.now()) }
    connection.send(frameOfAll('connected', payload))
    return
  }
  try {
    await actions.enter(connection, chatId, { room: chatId, takesPlace: true })
  } catch (error) {
    if (!(error instanceof FailureError)) throw error
    const { kind, message } = error.failure
    const told = kind === 'notFound' ? 'Access denied to this conversation' : message
    connection.send(frameOfAll('error', { message: told }))
    return
  }
  makeRoom(book, asker.userId, chatId, connection)
  connection.send(singleChatFrame('connected', { chatId, userId: asker.userId, message: 'Connected' }))
}

/** Ends the connections of a user that are for one chat alone, but for one of them if it is here. */
export function makeRoom(
  book: Pick<DialectBook, 'ofUser'>,
  userId: UserId,
  chatId: string,
  kept: DialectConnection | undefined,
): void {
  for (const other of [...book.ofUser(userId)]) {
    if (other === kept || other.chatId !== chatId) continue
    other.send(singleChatFrame('disconnected', { chatId, message: 'Connected elsewhere' }))
    other.end()
  }
}
