import type { FoundEntry } from '../../../shared/ipc/session.ts'
import { withheldOf } from '../../../shared/model/messageView.ts'
import { isCalled, type SearchQuery } from '../../../shared/model/search/searchQuery.ts'
import { excerptAround, foundParts, hasPhrase } from '../../../shared/model/text/foundParts.ts'
import { wordsOf } from '../../../shared/model/text/searchedWords.ts'
import type { ReadMessage } from '../../storage/words/readMessage.ts'
import type { WordQuestion } from '../../storage/words/wordSearch.ts'

/** Returns a message with the part of its text that was looked for, or the name of its file; undefined where it is not what is meant. */
export function findIn(
  message: ReadMessage,
  query: SearchQuery,
  { fromMs, beforeMs }: Pick<WordQuestion, 'fromMs' | 'beforeMs'>,
): FoundEntry | undefined {
  const { sessionId, thread, seq, at, senderId, senderName, view } = message
  if (withheldOf(view) !== null || at < fromMs || at >= beforeMs) return undefined
  if (!query.kinds.every((kind) => (kind === 'file' ? view.files.length > 0 : thread === 'staff'))) return undefined
  if (!isCalled(wordsOf(senderName), query.sender)) return undefined
  const texts = [view.text, ...view.files.map(({ name }) => name)].map((text) => ({ text, words: wordsOf(text) }))
  const isSaid = query.phrases.every((phrase) => texts.some(({ words }) => hasPhrase(words, phrase)))
  if (!isSaid) return undefined
  const shown = texts.find(({ words }) => query.phrases.some((phrase) => hasPhrase(words, phrase)))
  const excerpt = excerptAround((shown ?? texts.find(({ words }) => words.length > 0))?.text ?? '', query.phrases)
  const marks = foundParts(excerpt, query.phrases)
  return { sessionId, thread, seq, at, senderId, senderName, excerpt, marks }
}
