import type { MessageView } from '../../../shared/model/messageView.ts'
import { withheldOf } from '../../../shared/model/messageView.ts'
import { tokensOf, wordsOf } from '../../../shared/model/text/searchedWords.ts'
import type { Thread } from '../../../shared/model/thread.ts'

/** Raise it whenever `tokensOf`, `wordsOf`, `foldText` or this file make other tokens: the index of every console is then filled anew. */
export const tokensVersion = 1

/** Sign before tokens that are no words of the message; no word has it. */
const sign = '§'

/** Returns the tokens that stand for a word in the name of who said it. */
export function senderToken(word: string): string {
  return `${sign}s${word}`
}

/** Returns the token of a message in this thread. */
export function threadToken(threadId: number): string {
  return `${sign}t${threadId}`
}

/** Tokens of messages that have a file, and of those in the staff thread. */
export const kindTokens = { file: `${sign}file`, note: `${sign}note` } as const

/** Returns everything that a message is found by, each once; nothing where its words are for no eyes. */
export function messageTokens(
  message: { readonly senderName: string; readonly thread: Thread; readonly threadId: number },
  view: MessageView,
): readonly string[] {
  if (withheldOf(view) !== null) return []
  const said = [view.text, ...view.files.map(({ name }) => name)]
  return [
    ...tokensOf(said.flatMap(wordsOf)),
    ...tokensOf(wordsOf(message.senderName)).map(senderToken),
    threadToken(message.threadId),
    ...(view.files.length > 0 ? [kindTokens.file] : []),
    ...(message.thread === 'staff' ? [kindTokens.note] : []),
  ]
}
