import { foldText } from './foldedText.ts'

/** Scripts that are written without spaces between words: what is looked for may begin anywhere in a run of them. */
export const unspacedScripts =
  '\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{sc=Bopomofo}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}\\p{sc=Tibetan}'
const unspacedRun = `[[\\p{L}\\p{N}\\p{M}]&&[${unspacedScripts}]]+`
const spacedRun = `[[\\p{L}\\p{N}\\p{M}]--[${unspacedScripts}]]+`
/** A word of a folded text. */
export const anyWord = new RegExp(`${unspacedRun}|${spacedRun}`, 'gv')
const unspacedWord = new RegExp(`^${unspacedRun}$`, 'v')

/** Returns whether a word is of a script without spaces. */
export function isUnspaced(word: string): boolean {
  return unspacedWord.test(word)
}

/** An index holds so much of the beginning of a word, in UTF-16 units. */
const indexedLength = 64

/**
 * Returns the words of a text, in its order, as they are compared when somebody looks for them (see `foldText`): runs of letters, digits and
 * marks. Of a script without spaces, a word is all that stands together.
 */
export function wordsOf(text: string): string[] {
  return foldText(text).match(anyWord) ?? []
}

/** Returns whether one of these words is what a word that is looked for means: it begins so, or, without spaces, has that in it. */
export function hasWord(words: readonly string[], sought: string): boolean {
  return isUnspaced(sought)
    ? words.some((word) => word.includes(sought))
    : words.some((word) => word.startsWith(sought))
}

/**
 * Returns what an index holds of words, each once: a text that has a word that is looked for has words that begin with each of the
 * tokens of that. The reverse is to be seen in the text.
 */
export function tokensOf(words: readonly string[]): string[] {
  const tokens = new Set<string>()
  for (const word of words)
    if (isUnspaced(word)) for (const character of word) tokens.add(character)
    else tokens.add(word.length > indexedLength ? word.slice(0, indexedLength).replace(/\p{Cs}$/u, '') : word)
  return [...tokens]
}

/** Returns whether it is of use to ask an index for a token: what begins with one letter is nearly everywhere, and long to gather. */
export function isTelling(token: string): boolean {
  return token.length > 1 || isUnspaced(token)
}
