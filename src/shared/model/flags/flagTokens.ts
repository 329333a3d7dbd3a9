import { foldText } from '../text/foldedText.ts'
import { unspacedScripts } from '../text/searchedWords.ts'

/**
 * Signs between a word and the one before it. `line`: a line break, or dots of hesitation, which a phrase goes over and a
 * negation does not. `item`: a comma, a bracket, a dash; `end`: the end of a sentence. A phrase goes over neither.
 */
export type Gap = 'none' | 'line' | 'item' | 'end'

/** One word of a text, as it is compared; `from` and `to` are where it stands, in UTF-16 units. */
export interface FlagToken {
  readonly word: string
  /** The same without an Arabic "and" that is written together with it. */
  readonly bare: string
  readonly from: number
  readonly to: number
  readonly before: Gap
  /** The signs between the word before and this one. */
  readonly signs: string
}

const letter = `[\\p{L}\\p{N}\\p{M}]`
/** A letter of a script without spaces is a word by itself; any other word is all that stands together, apostrophes included. */
const written = new RegExp(
  `[${letter}&&[${unspacedScripts}]]|[[\\p{L}\\p{N}]--[${unspacedScripts}]][[\\p{L}\\p{N}\\p{M}\\p{Cf}'’‘ʼʹ′\`´]--[${unspacedScripts}]]*`,
  'gv',
)
const sentenceEnd = /[.!?;:。！？；：؟؛۔।]/u
const itemEnd = /[,()[\]{}"“”„«»،、，–—]|\s-|-\s/u
const hesitation = /\.{2,}|…/gu
const plainWord = /^[a-z0-9]+$/i
const arabicAnd = /^[وف](?=\p{Script=Arabic}{3})/u

/** Returns the words of a text in its order. */
export function flagTokensOf(text: string): FlagToken[] {
  const tokens: FlagToken[] = []
  let end = 0
  for (const { 0: found, index: from } of text.matchAll(written)) {
    const signs = text.slice(end, from)
    end = from + found.length
    foldedWords(found).forEach((word, at) => {
      const before = at === 0 ? gapOf(signs) : 'none'
      tokens.push({ word, bare: word.replace(arabicAnd, ''), from, to: end, before, signs: at === 0 ? signs : '' })
    })
  }
  return tokens
}

/** Returns what stands between spaces, as it is compared. */
export function foldedWords(text: string): string[] {
  // By far the most words: all the steps for the others take ten times as long.
  if (plainWord.test(text)) return [text.toLowerCase()]
  return foldText(text)
    .split(' ')
    .filter((word) => word !== '')
}

function gapOf(signs: string): Gap {
  const rest = signs.replace(hesitation, '')
  if (sentenceEnd.test(rest)) return 'end'
  if (itemEnd.test(rest)) return 'item'
  return rest !== signs || /[\n\r\u2028\u2029]/u.test(signs) ? 'line' : 'none'
}

/** Returns whether a word of a text is one of a phrase. */
export function isWord(token: FlagToken | undefined, word: string): boolean {
  return token !== undefined && (token.word === word || token.bare === word)
}
