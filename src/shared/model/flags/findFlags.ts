import { type Denial, denialIn } from './denials.ts'
import type { FlagList } from './flagList.ts'
import { type FlagToken, flagTokensOf, isWord } from './flagTokens.ts'
import { isDenied, type PhrasePlace } from './negation.ts'

/** A flag found in a text: the phrase of the list, and the words of the text from `from` to `to` (UTF-16 units). */
export interface FoundFlag {
  readonly id: string
  readonly name: string
  readonly phrase: string
  /** Whether the clinic's own list has the phrase. */
  readonly isClinics: boolean
  readonly quote: string
  readonly from: number
  readonly to: number
}

/** A list made ready to look for: its phrases by their first word. */
export interface FlagFinder {
  readonly phrases: ReadonlyMap<string, readonly SoughtPhrase[]>
  /** Places of the flags in the list. */
  readonly order: ReadonlyMap<string, number>
}

interface SoughtPhrase {
  readonly id: string
  readonly name: string
  readonly text: string
  readonly isClinics: boolean
  /** Words that stand one beside the other; between two of these runs there may be small words. */
  readonly runs: readonly (readonly string[])[]
  readonly denial: Denial | undefined
}

/** Small words that may stand in the place of `…`, and any words, in a language whose small words are not known. */
const mostFillers = 5
const mostWordsBetween = 3

/** Makes a list ready to look for. A phrase without a word in it finds nothing. */
export function createFlagFinder(list: FlagList): FlagFinder {
  const phrases = new Map<string, SoughtPhrase[]>()
  for (const { id, name, phrases: written } of list)
    for (const { language, text, isClinics = false } of written) {
      const runs = text
        .split('…')
        .map((run) => flagTokensOf(run).map(({ word }) => word))
        .filter((run) => run.length > 0)
      const first = runs[0]?.[0]
      if (first === undefined) continue
      const sought = { id, name, text, isClinics, runs, denial: denialIn(language) }
      const same = phrases.get(first)
      if (same) same.push(sought)
      else phrases.set(first, [sought])
    }
  return { phrases, order: new Map(list.map(({ id }, at) => [id, at])) }
}

/**
 * Returns the flags of a list that a text raises, in the order of the list, each by the first of its phrases in the text that is not
 * denied. A question and a doubt raise it; only a plain denial does not. That none is found says nothing of the person who wrote.
 */
export function findFlags({ phrases, order }: FlagFinder, text: string): FoundFlag[] {
  const tokens = flagTokensOf(text)
  const found = new Map<string, FoundFlag>()
  tokens.forEach(({ word, bare }, at) => {
    const sought = [...(phrases.get(word) ?? []), ...(bare === word ? [] : (phrases.get(bare) ?? []))]
    for (const phrase of sought) {
      const before = found.get(phrase.id)
      const place = placeOf(phrase, tokens, at)
      if (!place || (phrase.denial && isDenied(tokens, place, phrase.denial))) continue
      const flag = flagOf(phrase, tokens, place, text)
      if (!before || (before.from === flag.from && before.to < flag.to)) found.set(phrase.id, flag)
    }
  })
  return [...found.values()].sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
}

function flagOf(
  { id, name, text: phrase, isClinics }: SoughtPhrase,
  tokens: readonly FlagToken[],
  { first, last }: PhrasePlace,
  text: string,
): FoundFlag {
  const from = tokens[first]?.from ?? 0
  const to = tokens[last]?.to ?? from
  return { id, name, phrase, isClinics, quote: text.slice(from, to).replace(/\s+/gu, ' '), from, to }
}

/** Returns where a phrase stands that begins with this word; undefined where it does not. */
function placeOf({ runs, denial }: SoughtPhrase, tokens: readonly FlagToken[], first: number): PhrasePlace | undefined {
  const fillers: number[] = []
  let next = first
  for (const [index, run] of runs.entries()) {
    if (index > 0) {
      const start = next
      while (!standsTogether(tokens, next, run)) {
        const token = tokens[next]
        const isSmall = denial ? denial.fillers.has(token?.word ?? '') : true
        const isTooFar = next - start >= (denial ? mostFillers : mostWordsBetween)
        if (!isSmall || isTooFar || !isJoined(token)) return undefined
        fillers.push(next)
        next += 1
      }
    } else if (!standsTogether(tokens, next, run, true)) return undefined
    next += run.length
  }
  return { first, last: next - 1, fillers }
}

function standsTogether(tokens: readonly FlagToken[], from: number, run: readonly string[], isFirst = false): boolean {
  return run.every((word, at) => {
    const token = tokens[from + at]
    return isWord(token, word) && ((isFirst && at === 0) || isJoined(token))
  })
}

/** Returns whether a word goes on with what stands before it. */
function isJoined(token: FlagToken | undefined): boolean {
  return token?.before === 'none' || token?.before === 'line'
}
