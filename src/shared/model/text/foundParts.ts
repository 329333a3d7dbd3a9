import { foldText } from './foldedText.ts'
import { anyWord, hasWord, isUnspaced } from './searchedWords.ts'

/** A part of a text, in UTF-16 units; `to` is the first that is no longer in it. */
export interface TextPart {
  readonly from: number
  readonly to: number
}

/** Words that follow each other, each as `wordsOf` gives it. The last need only begin a word; one of a script without spaces, stand in one. */
export type Phrase = readonly string[]

/** Returns whether a text with these words, given by `wordsOf`, has the phrase in it. */
export function hasPhrase(words: readonly string[], phrase: Phrase): boolean {
  return words.some((_, at) => phrase.every((sought, further) => isMeant(words[at + further], phrase, sought, further)))
}

function isMeant(word: string | undefined, phrase: Phrase, sought: string, at: number): boolean {
  if (word === undefined) return false
  return at === phrase.length - 1 || isUnspaced(sought) ? hasWord([word], sought) : word === sought
}

/** Returns the parts of a text that are one of the phrases, ascending; they neither overlap nor touch. */
export function foundParts(text: string, phrases: readonly Phrase[]): TextPart[] {
  const { folded, places } = foldWithPlaces(text)
  const words = [...folded.matchAll(anyWord)].map(({ 0: word, index }) => ({ word, index }))
  const found: TextPart[] = []
  const add = (from: number, to: number) => found.push({ from: places[from] ?? 0, to: endOf(places, to - 1) })
  for (const [at, first] of words.entries())
    for (const phrase of phrases) {
      const [sought = ''] = phrase
      if (phrase.length === 1 && isUnspaced(sought)) {
        for (
          let from = first.word.indexOf(sought);
          from !== -1;
          from = first.word.indexOf(sought, from + sought.length)
        )
          add(first.index + from, first.index + from + sought.length)
        continue
      }
      if (!phrase.every((one, further) => isMeant(words[at + further]?.word, phrase, one, further))) continue
      const last = words[at + phrase.length - 1]
      const ending = phrase.at(-1) ?? ''
      if (last) add(first.index, last.index + (isUnspaced(ending) ? last.word.length : ending.length))
    }
  return joined(found)
}

/** Characters before the first part that was looked for, and of the whole excerpt. */
const before = 40
const excerptLength = 120

/** Returns a part of a text around the first of the phrases, on one line, with `…` where it was cut. */
export function excerptAround(text: string, phrases: readonly Phrase[]): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  const characters = [...line]
  if (characters.length <= excerptLength) return line
  const at = [...line.slice(0, foundParts(line, phrases)[0]?.from ?? 0)].length
  const from = Math.max(0, Math.min(at - before, characters.length - excerptLength))
  const to = from + excerptLength
  const part = characters.slice(from, to).join('').trim()
  return `${from > 0 ? '…' : ''}${part}${to < characters.length ? '…' : ''}`
}

/** A character with the marks that stand on it, and what has no width behind it. */
const cluster = /[\s\S][\p{M}\p{Cf}]*/gu
const space = /^[\s\p{Pd}]/u

/** Folds a text as `foldText` does, but for its ends and runs of spaces; `places` says of each unit where the character that it comes from begins, and of the end. */
function foldWithPlaces(text: string): { readonly folded: string; readonly places: readonly number[] } {
  let folded = ''
  const places: number[] = []
  for (const { 0: written, index } of text.matchAll(cluster)) {
    const part = space.test(written) ? ' ' : foldText(written)
    folded += part
    for (let unit = 0; unit < part.length; unit += 1) places.push(index)
  }
  places.push(text.length)
  return { folded, places }
}

/** Returns where the character ends of which this unit of the folded text comes. */
function endOf(places: readonly number[], unit: number): number {
  const from = places[unit] ?? 0
  let next = unit + 1
  while (places[next] === from && next < places.length - 1) next += 1
  return places[next] ?? from
}

function joined(parts: readonly TextPart[]): TextPart[] {
  const result: TextPart[] = []
  for (const part of parts.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const last = result.at(-1)
    if (last && part.from <= last.to) result[result.length - 1] = { from: last.from, to: Math.max(last.to, part.to) }
    else result.push(part)
  }
  return result
}
